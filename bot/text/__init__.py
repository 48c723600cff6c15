"""Languages and translations, explanations of words and credentials, and text comparison."""
