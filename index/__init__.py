"""From saved pages to a library on disk, and back from a question to hits; knows no screen."""
