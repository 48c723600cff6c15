"""Models are read from this machine alone, and what they run on reports to nobody."""

import os
from collections.abc import Iterator
from pathlib import Path


def stay_silent() -> None:
    """Forbid onnxruntime to report to its makers and to keep a file of what it would report. It
    looks once, when it is first imported, by whomever."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def stay_offline() -> None:
    """See to it that what is not on this machine is not fetched, unless HF_HUB_OFFLINE says 0."""
    stay_silent()
    if "HF_HUB_OFFLINE" not in os.environ:
        os.environ["HF_HUB_OFFLINE"] = "1"
        from huggingface_hub import constants

        constants.HF_HUB_OFFLINE = (
            True  # somebody else, as gradio does, may have imported it before
        )


def pickled(folder: Path) -> Iterator[Path]:
    """The weights in a model's folder that would have to be unpickled, which can run any code."""
    for weights in folder.rglob("*.bin"):
        if not any(weights.parent.glob("*.safetensors")):
            yield weights
