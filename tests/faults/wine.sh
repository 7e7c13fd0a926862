#!/usr/bin/env bash
# The Windows build under wine: a session there and back, files that another program holds, names
# that Windows keeps for itself. WINDOWS_BUILD may name a folder with a build made before.
. "$(dirname "$0")/common.sh"

need "under Windows" wine x86_64-w64-mingw32-gcc || finish
if ! rustup target list --installed 2>/dev/null | grep -q x86_64-pc-windows-gnu; then
    skip "under Windows" "the target x86_64-pc-windows-gnu is not installed"
    finish
fi
if [ -z "${WINDOWS_BUILD:-}" ]; then
    (cd "$root" && cargo build --quiet --locked --target x86_64-pc-windows-gnu --bins \
        --example fault-driver --config 'profile.dev.package."*".opt-level=0' \
        --config 'profile.dev.debug=false') >&2
    WINDOWS_BUILD=${CARGO_TARGET_DIR:-$root/target}/x86_64-pc-windows-gnu/debug
fi

export WINEPREFIX=${WINEPREFIX:-$work/prefix} WINEDEBUG=-all WINEARCH=win64 LANG=C.UTF-8
unset DISPLAY
mkdir -p "$work/run"
cd "$work/run"
cp "$WINDOWS_BUILD/ocop-council.exe" .
cp "$WINDOWS_BUILD/examples/fault-driver.exe" .
x86_64-w64-mingw32-gcc -municode -O1 -o hold.exe "$here/hold.c"
# Wine 8 has no bcryptprimitives.dll, which the standard library asks for random numbers.
cat >prng.c <<'END'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE p, SIZE_T n) { return SystemFunction036(p, (ULONG)n); }
END
x86_64-w64-mingw32-gcc -shared -o bcryptprimitives.dll prng.c -ladvapi32
if ! timeout 300 wine ocop-council.exe --version >version 2>errors; then
    skip "under Windows" "wine does not start it: $(tail -n 1 errors)"
    finish
fi
program() { timeout 120 wine ocop-council.exe "$@"; }
windows_driver() { timeout 120 wine fault-driver.exe "$@"; }

# There and back.
program sample --force đợt1.session.ron >/dev/null 2>&1 || fail "a sample" "not written"
if program check đợt1.session.ron >check.txt 2>&1 && program tally --json --today 2026-11-24 \
    đợt1.session.ron 2>/dev/null | tr -d '\r' >windows.json; then
    "$OCOP_COUNCIL" tally --json --today 2026-11-24 đợt1.session.ron >linux.json
    if cmp -s windows.json linux.json; then
        ok "a sample, checked and tallied" "the same $(wc -c <linux.json) bytes as here"
    else
        fail "a sample, checked and tallied" "not as here"
    fi
else
    fail "a sample, checked and tallied" "$(tail -n 1 check.txt)"
fi

# Edits, journal, saves, generations; then killed, and found again by this system's build.
"$driver" prepare base.session.ron --seed 3
cp base.session.ron w.session.ron
printf '%s\n' "edit 3" flush save "edit 3" flush save "edit 4" flush |
    windows_driver talk w.session.ron --seed 3 --journals data/journals 2>&1 | tr -d '\r' >said
if found=$("$driver" check "$PWD/w.session.ron" --base base.session.ron --seed 3 --confirmed 10 \
    --journals data/journals 2>&1) && [ "$(grep -c '^saved ' said)" -eq 2 ] && grep -q '^confirmed 10$' said; then
    ok "edits, saves, an end without end" "2 saves, ${found%% w.*}"
else
    fail "edits, saves, an end without end" "$found $(tr '\n' ';' <said | cut -c 1-300)"
fi
rm -rf w.session.ron* .w.session.ron* data

# A file that another program holds: `held NAME MILLISECONDS EXPECTED`.
held() {
    local name=$1 lasts=$2 expected=$3 began took
    rm -rf w.session.ron* .w.session.ron* data
    cp base.session.ron w.session.ron
    rm -f said held orders
    : >said
    mkfifo orders
    windows_driver talk w.session.ron --seed 3 --journals data/journals <orders >said 2>&1 &
    exec {to}>orders
    printf '%s\n' "edit 3" flush >&"$to"
    until grep -q '^confirmed 3' said; do sleep 0.05; done
    wine hold.exe w.session.ron "$lasts" >held 2>/dev/null &
    until grep -q held held 2>/dev/null; do sleep 0.02; done
    began=$(date +%s%N)
    echo save >&"$to"
    until grep -q '^saved\|^refused' said; do sleep 0.02; done
    took=$((($(date +%s%N) - began) / 1000000))
    exec {to}>&-
    wait
    rm orders
    if grep -q "^$expected" said && cmp -s base.session.ron w.session.ron; then
        # Refused, and the file is as it was.
        ok "$name" "$(grep -m 1 -o '^refused [0-9]* [A-Za-z]*' said) after $took ms"
    elif [ "$expected" = saved ] && grep -q '^saved 3' said; then
        ok "$name" "saved after $took ms"
    else
        fail "$name" "$(grep -m 1 '^saved\|^refused' said) after $took ms"
    fi
}
held "held for a moment" 800 saved
held "held for long" 8000 refused

# Names that Windows keeps for itself, and long ones: written, or told in words; never a crash.
n_written=0
n_told=0
long=$(printf 'ế%.0s' $(seq 85))
deep=$(printf 'thư mục con rất dài số %s/' $(seq 12))
for name in CON NUL COM1 AUX 'CON.1' 'a:b' 'a?b' 'a*b' 'a<b' 'a"b' 'a|b' 'đuôi chấm.' 'đuôi cách ' \
    "$long" "Bản đồ $long" "$deep/phiên"; do
    [[ $name != */* ]] || mkdir -p "$(dirname "$name")"
    code=0
    program sample --force "$name.session.ron" >told 2>&1 || code=$?
    if [ "$code" -eq 0 ]; then
        if program check "$name.session.ron" >told 2>&1; then
            n_written=$((n_written + 1))
        else
            fail "the name $name" "written, and not found again"
        fi
    elif [ "$code" -eq 1 ] && [ -s told ] && ! grep -qi panic told; then
        n_told=$((n_told + 1))
    else
        fail "the name $name" "code $code: $(head -n 1 told)"
    fi
done
ok "reserved and long names" "$n_written written and read, $n_told refused in words"
finish
