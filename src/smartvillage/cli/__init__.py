"""The command line: one module a command. It asks the floors below and prints; it decides nothing itself."""
