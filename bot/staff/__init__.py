"""The staff's desk: its routes, who may use them, and what they show."""
