#!/bin/sh
# Cuts the two fonts of the app down to what it shows and writes them to public/fonts.
#
# The results are committed: run this only to change the subset or the font versions.
# Needs node and python3 with venv; everything is fetched into a temporary folder from npm and PyPI.
set -eu

inter=5.3.0
bengali=5.3.0
fonttools=4.60.1
brotli=1.1.0

out=$(cd "$(dirname "$0")/../public/fonts" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
    "@fontsource-variable/inter@$inter" "@fontsource-variable/noto-sans-bengali@$bengali"
python3 -m venv venv
venv/bin/pip --quiet --disable-pip-version-check install "fonttools==$fonttools" "brotli==$brotli"

# The weight axis first, into a file: doing it together with the subset loses the conjuncts.
cut() { # source, code points, result
    venv/bin/fonttools varLib.instancer --quiet --output instance.ttf "$1" wght=400:700
    venv/bin/pyftsubset instance.ttf --unicodes="$2" --layout-features='*' --no-hinting \
        --flavor=woff2 --output-file="$out/$3"
}

cut node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2 \
    'U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2000-200B,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2039-203A,U+2044,U+20AC,U+2122,U+2190-2193,U+2212,U+2215' \
    inter.woff2
cut node_modules/@fontsource-variable/noto-sans-bengali/files/noto-sans-bengali-bengali-wght-normal.woff2 \
    'U+0964-0965,U+0980-09FF,U+200C-200D,U+20B9,U+25CC' \
    noto-sans-bengali.woff2

cp node_modules/@fontsource-variable/inter/LICENSE "$out/inter-OFL.txt"
cp node_modules/@fontsource-variable/noto-sans-bengali/LICENSE "$out/noto-sans-bengali-OFL.txt"
ls -l "$out"
