"""How a watcher looks at a run: what the same for many can be computed once for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Look:
    """How a run is looked at.

    Attributes:
        theme: "light" or "dark".
        log_loss: whether each tenth of the loss gets as much room as the one before.
        zoomed: whether the accuracy axis begins just below the curves instead of at zero.
    """

    theme: str = "light"
    log_loss: bool = False
    zoomed: bool = False

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Look:
        """From the parameters of an address; what can't be used is as usual."""
        theme = query.get("theme", "")
        return cls(
            theme if theme in THEMES else THEMES[0],
            query.get("log") == "1",
            query.get("zoom") == "1",
        )

    def to_query(self) -> dict[str, str]:
        """The inverse."""
        return {"theme": self.theme, "log": f"{self.log_loss:d}", "zoom": f"{self.zoomed:d}"}
