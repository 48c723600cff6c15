"""Votes and unanswered questions: data from visitors, kept only if the operator asks for it."""
