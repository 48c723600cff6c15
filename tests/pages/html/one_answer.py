"""A web page whose markup has one answer, for tests of what stands among its words."""

from pathlib import Path

from index.model import Page
from index.pages.decided import read_saved_page

NAME = "Ruth Okafor, MD"


def saved(folder: Path, html: str) -> Page:
    """A page as a file of it is read."""
    file = folder / "a.html"
    file.write_text(html, encoding="utf-8")
    return read_saved_page(file, "a", "a.html")


def marked(words: str, name: str = NAME) -> str:
    """A page whose answer is a paragraph of these words."""
    return marked_blocks(f"<p>{words}</p>", name)


def marked_blocks(blocks: str, name: str = NAME) -> str:
    """A page whose answer is these elements."""
    return (
        '<h1>Can I run?</h1><div itemscope itemtype="https://schema.org/QAPage">'
        '<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">'
        '<h2 itemprop="name">Can I run after it?</h2>'
        '<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">'
        '<p itemprop="author" itemscope itemtype="https://schema.org/Physician">'
        f'<span itemprop="name">{name}</span></p>'
        f'<div itemprop="text">{blocks}</div></div></div></div>'
    )
