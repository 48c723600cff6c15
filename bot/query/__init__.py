"""Query rewriting: a patient's message → the queries that are searched, with every change."""
