"""Reading text: languages, and words, letters and characters with what they mean."""
