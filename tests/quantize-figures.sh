#!/bin/sh
# Prints the figures of docs/quantize.md: accuracy, signal to noise and memory of post-training quantization.
#   tests/quantize-figures.sh [kws] [sqnr] [verify] [memory] [tune]      default: all of them; tune measures 504 configurations
# MODELS is the directory of trained models; by default ../shared/models.
set -eu
cd "$(dirname "$0")/.."
MODELS="${MODELS:-../shared/models}"
WORK="$(mktemp -d)"
trap 'rm -rf "$WORK"' EXIT
PARTS="${*:-kws sqnr verify memory tune}"

thimble() { java -Xmx1g -jar cli/target/thimble-cli-0.1.0.jar "$@"; }
test -e cli/target/thimble-cli-0.1.0.jar || ./thimble --version

# Stored in the int8 of another network: scale and zero point make them numbers again.
KEYWORDS="--zero 83 --scale 0.584702909"
KWS="$MODELS/kws"

kws() { # name, options of quantize
  name="$1"; shift
  thimble quantize "$KWS/model_float.onnx" --calibration "$KWS/labelled/x.npy" $KEYWORDS --samples 200 "$@" --out "$WORK/q.onnx" | grep -E '^result'
  thimble evaluate "$WORK/q.onnx" --float "$KWS/model_float.onnx" --data "$KWS/labelled/x.npy" --labels "$KWS/labelled/labels.csv" $KEYWORDS --skip 200 \
    | sed "s/^800 samples/kws, $name/"
}

sqnr() { # model
  thimble quantize "$MODELS/$1.onnx" --calibration "$MODELS/${1%/*}" --out "$WORK/q.onnx" | grep '^output' | sed "s|^output *|$1: |"
}

verify() { # model, options
  model="$1"; shift
  thimble quantize "$MODELS/$model.onnx" --calibration "$MODELS/${model%/*}" "$@" --quiet --out "$WORK/q.onnx"
  echo "$model $* : $(thimble verify "$WORK/q.onnx" --inputs "$MODELS/${model%/*}" --samples 1 --against onnxruntime | tail -1)"
}

# Searches over one space; what the exhaustive one measured is known to the others, whose trials still count.
tune() { # strategy, trials, seed
  thimble quantize "$KWS/model_float.onnx" --calibration "$KWS/labelled/x.npy" $KEYWORDS --samples 200 --labels "$KWS/labelled/labels.csv" \
    --tune-samples 400 --equalize none --journal "$WORK/tune.jsonl" --tune-strategy "$1" --tune "$2" --tune-seed "$3" --out "$WORK/q.onnx" \
    | sed -n "s/^best  */$1, $2 trials, seed $3: /p"
}

for part in $PARTS; do
  case "$part" in
    kws)
      kws int8
      kws "int4 nearest" --weights int4 --rounding nearest --no-bias-correction
      kws "int4 adaptive" --weights int4
      kws "mixed, 60 % of int8's weights" --flash 14620 ;;
    sqnr)
      for model in resnet8/model_float resnet8/model_float_bn vww96/model_float vww96/model_float_bn ad01/model_float ad01/model_float_bn \
          streaming_wakeword/model_float streaming_wakeword/model_float_bn; do sqnr "$model"; done ;;
    verify)
      for model in resnet8/model_float_bn vww96/model_float_bn ad01/model_float mcunet_vww/model_float; do
        verify "$model"; verify "$model" --weights int4
      done
      verify resnet8/model_float_bn --activations int16 ;;
    memory)
      thimble zoo mobilenetv2-1.0-224 --out "$WORK/m.onnx"
      start=$(date +%s)
      thimble quantize "$WORK/m.onnx" --random --samples 500 --calibrator mse --rounding adaptive --out "$WORK/q.onnx" 2>/dev/null | grep '^memory' &
      child=$!
      peak=0
      ticks=0
      while kill -0 $child 2>/dev/null; do
        for status in /proc/[0-9]*/status; do
          pid="${status#/proc/}"; pid="${pid%/status}"
          if tr '\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null | grep -q "quantize $WORK/m.onnx"; then
            now=$(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "$status" 2>/dev/null || echo 0)
            [ "${now:-0}" -gt "$peak" ] && peak=$now
            used=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | awk '{print $12 + $13}')
            [ "${used:-0}" -gt "$ticks" ] && ticks=$used
          fi
        done
        sleep 1
      done
      echo "MobileNetV2 224, 500 samples: $((peak / 1024)) MB at most, $(($(date +%s) - start)) s, $((ticks / $(getconf CLK_TCK))) s of CPU time" ;;
    tune)
      tune exhaustive all 1
      for seed in 1 2 3 4 5; do tune xgboost 40 "$seed"; tune random 40 "$seed"; done ;;
    *) echo "no part \"$part\": kws, sqnr, verify, memory, tune" >&2; exit 2 ;;
  esac
done
