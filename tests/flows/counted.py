"""The command line, and how often it looked what there is: python counted.py COMMAND ...

The last line of standard output is JSON: how often the agenda was prepared, the landing zone surveyed and its files
digested, and whether Prefect was there.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from types import FrameType

from flows import cli

COUNTED = {("agenda.py", "prepare"), ("landing.py", "survey"), ("digests.py", "digest_files")}
calls: Counter[str] = Counter()


def look(frame: FrameType, event: str, _: object) -> None:
    """Count calls of what is counted, whoever calls it and by whatever name; the main thread's."""
    code = frame.f_code
    if event == "call" and (code.co_filename.rpartition("/")[2], code.co_name) in COUNTED:
        calls[code.co_name] += 1


if __name__ == "__main__":
    import threading

    threading.setprofile(look)
    sys.setprofile(look)
    status = cli.main(sys.argv[1:])
    sys.setprofile(None)
    print(json.dumps({**calls, "prefect": "prefect" in sys.modules}))
    sys.exit(status)
