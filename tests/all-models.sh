#!/usr/bin/env bash
# All trained models on all emulated targets that hold them, and all made architectures on the host,
# each through ./thimble verify: reference, plan, program and layers against each other, then against
# expected vectors or ONNX Runtime. Takes about half an hour on two cores.
#
#   tests/all-models.sh [PATTERN]       only models whose path matches, for example kws/model_qdq
#
# THIMBLE_SHARED is the directory with models/ and tools/make_arch.py (default: ../shared), TARGETS
# the targets to run on, ARCHITECTURES a directory with what make_arch.py wrote (default: made anew).
# Ends with 0 if everything that fits was verified.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
shared=${THIMBLE_SHARED:-$root/../shared}
targets=${TARGETS:-host mps2-an386 mps2-an500 mps2-an505 mps3-an547 netduinoplus2 stm32vldiscovery}
pattern=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# number FIELD: an integer of the report, or nothing
number() {
  sed -n "s/^ *\"$1\" : \([0-9]*\),\{0,1\}$/\1/p" "$work/report.json" | head -n 1
}

row() {
  printf '%-34s %-17s %-12s %9s %6s %9s %13s\n' "$@"
}

# check NAME TARGET ARGUMENTS...: one line of the table
check() {
  local name=$1 target=$2 status=0
  shift 2
  rm -f "$work/report.json"
  "$root/thimble" verify "$@" --target "$target" --json "$work/report.json" --quiet >"$work/log" 2>&1 || status=$?
  case $status in
    0) row "$name" "$target" verified "$(number arena)" "$(number stack)" "$(number weights)" "$(number instructions)" ;;
    3) row "$name" "$target" "too large" "" "" "" "" ;;
    *)
      row "$name" "$target" "FAILED ($status)" "" "" "" ""
      sed 's/^/    /' "$work/log" | head -n 12
      failures=$((failures + 1))
      ;;
  esac
}

row model target verdict arena stack weights instructions
for model in "$shared"/models/*/model_{qdq,float,dequant}*.onnx; do
  directory=$(dirname "$model")
  name=$(basename "$directory")/$(basename "$model" .onnx)
  [[ $name == *$pattern* ]] || continue
  against=expected
  [[ $name != *dequant* ]] || against=onnxruntime
  for target in $targets; do
    # Floats are computed alike on every core that has them: one board is enough.
    [[ $name == *qdq* || $target == host || $target == mps2-an386 ]] || continue
    samples=(--samples 1)
    [[ $target != host ]] || samples=(--samples 20)
    check "$name" "$target" "$model" --inputs "$directory" --against $against "${samples[@]}"
  done
done

architectures=${ARCHITECTURES:-$work/made}
if [[ ! -d $architectures ]]; then
  PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$shared/tools/make_arch.py" "$architectures" >"$work/log" 2>&1
fi
for model in "$architectures"/*.onnx; do
  name=made/$(basename "$model" .onnx)
  [[ $name == *$pattern* ]] || continue
  # Its deformable convolutions are of somebody else's domain.
  case $name in */codenet_like_custom) continue ;; esac
  THIMBLE_HEAP=${THIMBLE_HEAP:-3g} check "$name" host "$model" --against onnxruntime --samples 1
done

echo
if [[ $failures -eq 0 ]]; then echo "all verified"; else echo "$failures FAILED"; exit 1; fi
