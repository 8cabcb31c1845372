"""Evidence: what was reported, before anybody judges it; and the readers that refuse what nobody could read."""
