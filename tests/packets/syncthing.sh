#!/usr/bin/env bash
# A receiving folder kept in step by two Syncthing programs on the loopback: a member hands in on one
# side, the secretary takes in on the other. Prints how long a hand-in takes to arrive:
# `syncthing.sh [HAND-INS]`, 10 by default.
in_memory=1
. "$(dirname "$0")/../faults/common.sh"
count=${1:-10}
name="a folder kept in step by Syncthing"
longest=120 # seconds until a file must have arrived

need "$name" syncthing python3 || finish

here=$work/thành-viên/phiếu
there=$work/thư-ký/nhận/lan
mkdir -p "$here" "$there" "$work/home-a" "$work/home-b"

stop() {
    # Both were started by this script.
    kill "${first:-}" "${second:-}" 2>/dev/null || true
    wait 2>/dev/null || true
    clear_up
}
trap stop EXIT

for side in a b; do
    syncthing generate --home="$work/home-$side" --no-default-folder --skip-port-probing \
        >"$work/generate-$side.log" 2>&1
done
# What a person clicks together: each knows the other, and one folder. No discovery, no relays.
python3 - "$work" "$here" "$there" <<'PYTHON'
import socket, sys
import xml.etree.ElementTree as xml

work, *paths = sys.argv[1:]


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


sides = []
for side, path in zip("ab", paths):
    config = xml.parse(f"{work}/home-{side}/config.xml")
    device = config.getroot().find("device")
    sides.append((side, path, config, device.get("id"), free_port(), free_port()))
for side, path, config, own, port, gui in sides:
    root = config.getroot()
    for old in root.findall("device") + root.findall("folder"):
        root.remove(old)
    kind = "sendonly" if side == "a" else "receiveonly"
    attributes = {"id": "phieu", "label": "Phiếu", "path": path, "type": kind}
    attributes |= {"rescanIntervalS": "3600", "fsWatcherEnabled": "true", "fsWatcherDelayS": "1"}
    folder = xml.SubElement(root, "folder", attributes)
    for _, _, _, device, other_port, _ in sides:
        xml.SubElement(folder, "device", {"id": device})
        entry = xml.SubElement(root, "device", {"id": device, "name": device[:7]})
        xml.SubElement(entry, "address").text = f"tcp://127.0.0.1:{other_port}"
    options = root.find("options")
    values = {
        "listenAddress": f"tcp://127.0.0.1:{port}",
        "globalAnnounceEnabled": "false",
        "localAnnounceEnabled": "false",
        "relaysEnabled": "false",
        "natEnabled": "false",
        "crashReportingEnabled": "false",
        "startBrowser": "false",
        "autoUpgradeIntervalH": "0",
        "urAccepted": "-1",
        "reconnectionIntervalS": "5",
    }
    for key, value in values.items():
        for old in options.findall(key):
            options.remove(old)
        xml.SubElement(options, key).text = value
    root.find("gui").find("address").text = f"127.0.0.1:{gui}"
    config.write(f"{work}/home-{side}/config.xml")
PYTHON

cd "$work"
"$OCOP_COUNCIL" sample --unscored --products 6 --members 2 --seed 5 a.session.ron 2>/dev/null
"$OCOP_COUNCIL" packet issue a.session.ron --to issued 2>/dev/null
packet=$(basename "$(ls issued/*.packet.ron | head -n 1)")
code=$(grep -F "($packet)" a.CODES.txt | cut -d ' ' -f 1)
mv "issued/$packet" "$here/"

# One home, one program: started in the back, ended by number.
syncthing serve --home="$work/home-a" --no-browser --no-restart >a.log 2>&1 &
first=$!
syncthing serve --home="$work/home-b" --no-browser --no-restart >b.log 2>&1 &
second=$!

# Waits until the other side holds what this one does; gives the milliseconds.
arrival() {
    local began now
    began=$(date +%s%N)
    until cmp -s "$here/$packet" "$there/$packet"; do
        now=$(date +%s%N)
        if [ $(((now - began) / 1000000000)) -ge $longest ]; then
            return 1
        fi
        sleep 0.05
    done
    echo $((($(date +%s%N) - began) / 1000000))
}

if ! connected=$(arrival); then
    fail "$name" "nothing arrived: $(tail -n 1 a.log) $(tail -n 1 b.log)"
    finish
fi
times=()
for ((n = 1; n <= count; n++)); do
    if [ "$n" -gt 1 ]; then
        "$OCOP_COUNCIL" packet take-back "$here/$packet" --reason "Xem lại" 2>/dev/null
    fi
    "$OCOP_COUNCIL" packet fill "$here/$packet" --seed "$n" 2>/dev/null
    "$OCOP_COUNCIL" packet submit "$here/$packet" <<<"$code" 2>/dev/null
    if ! took=$(arrival); then
        fail "$name" "hand-in $n did not arrive"
        finish
    fi
    times+=("$took")
    if ! "$OCOP_COUNCIL" merge a.session.ron "$work/thư-ký/nhận" >merged 2>&1; then
        fail "$name" "hand-in $n: $(tail -n 1 merged)"
        finish
    fi
    taken=$("$OCOP_COUNCIL" dump a.session.ron | python3 -c '
import json, sys
session = json.load(sys.stdin)["session"]
print(len(session["sheets"]), max(it["hand_in"]["number"] for it in session["returns"]))')
    if [ "$taken" != "6 $n" ]; then
        fail "$name" "hand-in $n: $taken"
        finish
    fi
done
sorted=$(printf '%s\n' "${times[@]}" | sort -n)
middle=$(sed -n "$(((count + 1) / 2))p" <<<"$sorted")
ok "$name" "first contact after $connected ms; $count hand-ins arrived after $(head -n 1 <<<"$sorted") to $(tail -n 1 <<<"$sorted") ms, half of them within $middle ms; foreign files on the other side: $(find "$work/thư-ký/nhận" -name '*sync-conflict*' | wc -l)"
finish
