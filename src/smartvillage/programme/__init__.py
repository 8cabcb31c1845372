"""Programmes: targets over many units, such as 97 % of communes meeting indicator 8.4; counted, never rounded."""
