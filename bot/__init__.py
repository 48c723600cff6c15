"""The chatbot: from a patient's question to the answers shown, as a web page or on a terminal."""
