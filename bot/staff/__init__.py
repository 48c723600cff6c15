"""The staff's desk: its routes, access control, and pages."""
