"""Keeps models offline: nothing is downloaded, and no telemetry is sent."""

import os
from collections.abc import Iterator
from pathlib import Path


def disable_telemetry() -> None:
    """Stop onnxruntime from sending telemetry, and from storing it in a file. It reads this setting
    once, when it is first imported."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def stay_offline() -> None:
    """Forbid downloads of models, unless HF_HUB_OFFLINE is 0."""
    disable_telemetry()
    if "HF_HUB_OFFLINE" not in os.environ:
        os.environ["HF_HUB_OFFLINE"] = "1"
        from huggingface_hub import constants

        constants.HF_HUB_OFFLINE = (
            True  # another package, such as gradio, may have imported it before
        )


def pickled_weights(folder: Path) -> Iterator[Path]:
    """The weights in a model's folder that would have to be unpickled, which can run any code."""
    for weights in folder.rglob("*.bin"):
        if not any(weights.parent.glob("*.safetensors")):
            yield weights
