"""A part of an address that may be anything: what a page is called."""

from starlette.convertors import Convertor, register_url_convertor


class WholePath(Convertor[str]):
    """Whatever a page is called: a file's name may hold line ends, too."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        """The path as it is."""
        return value

    def to_string(self, value: str) -> str:
        """The same."""
        return value


def register_whole_path() -> None:
    """Let routes have parts like `{page_id:whole}`."""
    register_url_convertor("whole", WholePath())
