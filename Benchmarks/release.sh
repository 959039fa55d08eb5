#!/usr/bin/env bash
# Builds products as they are installed, and prints the folder they are in. Start-up is a feature: Swift, C++ and libgit2
# with what it needs are linked statically where the archives are there, nothing is exported, and the program lies at a
# fixed address, so that the loader has thousands of places less to fill in.
#
#   Benchmarks/release.sh PRODUCT...
set -euo pipefail
cd "$(dirname "$0")/.."
static=$PWD/.build/static
mkdir -p "$static/pkgconfig"
ln -sf "$(clang -print-file-name=libstdc++.a)" "$static/libstdc++.a"

# Two descriptions of our own come before those of the system. Of Kerberos, which libgit2 also speaks, there are no archives.
archives=$(gcc -print-file-name=libgit2.a)
archives=${archives%/*}
names=(git2 mbedtls mbedx509 mbedcrypto http_parser ssh2 crypto pcre2-8 z deflate)
kerberos=$archives/libgssapi_krb5.so.2
is_whole=true
flags=(-c release -Xswiftc -static-stdlib -Xlinker --no-export-dynamic -Xlinker "-L$static"
  -Xswiftc -Xclang-linker -Xswiftc -no-pie)
for name in "${names[@]}"; do [[ -f $archives/lib$name.a ]] || is_whole=false; done
if $is_whole && [[ -f $kerberos ]]; then
  for name in "${names[@]}"; do ln -sf "$archives/lib$name.a" "$static/lib$name.a"; done
  describe() { # NAME LIBS
    printf 'Name: %s\nDescription: linked statically\nVersion: 1\nLibs: %s\n' "$1" "$2" > "$static/pkgconfig/$1.pc"
  }
  describe libgit2 "-L$static ${names[*]/#/-l} -lcertificates"
  describe libqrencode "-lqrencode"
  export PKG_CONFIG_PATH=$static/pkgconfig
  flags+=(-Xlinker "$kerberos")
  # libgit2 reads all certificates of the system whenever it starts. The call that does so is turned into one that does
  # nothing and says it went well: whoever is to speak TLS through libgit2 names the folder of certificates first, which is
  # read by another call. Until then no certificate is trusted.
  echo 'int __wrap_mbedtls_x509_crt_parse_file(void) { return 0; }' |
    clang -O2 -x c -c - -o "$static/certificates.o"
  ar rcs "$static/libcertificates.a" "$static/certificates.o"
  flags+=(-Xlinker --wrap=mbedtls_x509_crt_parse_file)
fi
for product in "$@"; do swift build "${flags[@]}" --product "$product" >&2; done
swift build "${flags[@]}" --show-bin-path
