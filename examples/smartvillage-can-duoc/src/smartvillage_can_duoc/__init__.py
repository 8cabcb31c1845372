"""The smartvillage plugin can-duoc: a SYNTHETIC example of what a district brings."""
