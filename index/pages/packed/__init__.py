"""Unpacks what pages and rows are packed in: archives and crawls, with their addresses."""
