#!/bin/sh
# courlan 1.4.0: a scheme may be written in capitals (RFC 3986, section 3.1), and `normalize_url` and `clean_url` write it
# small, but `check_url` gives None for the address as it stands, without looking further. Who filters first and
# normalises then loses those links; who does it the other way round keeps them.
#
# Expected: the same answer for both. Seen on 1 December 2026:
#
#     HTTPS://gull.example/news/ferry-stops
#       normalize_url https://gull.example/news/ferry-stops
#       clean_url https://gull.example/news/ferry-stops
#       check_url None
#       check_url of normalize_url ('https://gull.example/news/ferry-stops', 'gull.example')
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet courlan==1.4.0
cd "$work"
"$work/venv/bin/python" - > said <<'END'
from courlan import check_url, clean_url, normalize_url

address = "HTTPS://gull.example/news/ferry-stops"
print(address)
print("  normalize_url", normalize_url(address))
print("  clean_url", clean_url(address))
print("  check_url", check_url(address))
print("  check_url of normalize_url", check_url(normalize_url(address)))
END
cat said
cat > expected <<'END'
HTTPS://gull.example/news/ferry-stops
  normalize_url https://gull.example/news/ferry-stops
  clean_url https://gull.example/news/ferry-stops
  check_url None
  check_url of normalize_url ('https://gull.example/news/ferry-stops', 'gull.example')
END
cmp -s said expected || { echo "this is no longer what the head of this file says" >&2; exit 1; }
