"""From a question to what a person sees."""
