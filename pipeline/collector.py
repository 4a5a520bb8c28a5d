"""How often Python looks for circles of objects: seldom, in a process of our own."""

from __future__ import annotations

import gc

#: How many objects are made before the collector looks at them, as gc.set_threshold takes it.
_SELDOM = (50_000, 20, 50)


def collect_seldom() -> None:
    """Leave alone what is loaded by now, and look at the rest less often.

    A text is a hundred thousand objects and hardly a circle, so that looking through them again and again is a tenth of
    a run's time. For processes that Sitrep starts itself: whoever imports it keeps the collector that he has.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
