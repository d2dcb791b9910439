# Sourced by ./thimble and ./test: installs the tools that are missing, or names their packages.
# Debian and Ubuntu packages by command; a command that is there is never touched.

have() { command -v "$1" >/dev/null 2>&1; }

# A JDK of 17 or newer: the compiler too, users' own operators are compiled with it.
have_jdk() {
  have javac || return 1
  local version
  version=$(javac -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  [ "${version:-0}" -ge 17 ]
}

# missing_packages TABLE...: prints the packages of the rows "probe package" whose probe fails.
# A probe is a command, or a path when it begins with a slash, or the word JDK.
missing_packages() {
  local row probe package
  for row in "$@"; do
    probe=${row%% *}
    package=${row#* }
    case "$probe" in
      JDK) have_jdk || echo "$package" ;;
      /*) [ -e "$probe" ] || echo "$package" ;;
      *) have "$probe" || echo "$package" ;;
    esac
  done
}

# The rows both scripts need.
base_tools=(
  "JDK openjdk-17-jdk-headless"
  "mvn maven"
  "gcc gcc"
  "g++ g++"
  "make make"
  "arm-none-eabi-gcc gcc-arm-none-eabi"
  "/usr/lib/arm-none-eabi/include/stdio.h libnewlib-arm-none-eabi"
  "qemu-system-arm qemu-system-arm"
)

# install_missing ROWS...: returns 1 where something is missing and cannot be installed.
install_missing() {
  local packages as_root=()
  packages=$(missing_packages "$@" | tr '\n' ' ')
  [ -n "${packages// /}" ] || return 0
  if ! have apt-get; then
    echo "thimble: missing tools; install the equivalents of these Debian packages: $packages" >&2
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if have sudo && sudo -n true 2>/dev/null; then
      as_root=(sudo)
    else
      echo "thimble: missing tools; run: sudo apt-get install $packages" >&2
      return 1
    fi
  fi
  echo "thimble: installing $packages" >&2
  local log
  log=$(mktemp)
  # shellcheck disable=SC2086
  if { "${as_root[@]}" apt-get update -q \
        && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -q --no-install-recommends $packages; } \
      >"$log" 2>&1; then
    rm -f "$log"
  else
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "thimble: could not install: $packages" >&2
    return 1
  fi
}
