#!/bin/sh
# Who may include whom: greps for includes that cross the borders.
set -eu
cd "$1"
bad=0
refuse() { # folder, pattern of includes it may not have
  if grep -rnE "#[[:space:]]*include[[:space:]]+[<\"]($2)" "$1"; then
    echo "check_includes: $1 may not include the above" >&2
    bad=1
  fi
}
refuse plugin/dsp 'plugin/(music|engine|lv2|ui|ports)|lv2/|lilv|host/'
refuse plugin/music 'plugin/(dsp|engine|lv2|ui|ports)|lv2/|lilv|host/'
refuse plugin/engine 'plugin/(lv2|ui)|lv2/|lilv|host/'
refuse plugin/lv2 'plugin/(dsp|music|ui)|lilv|host/'
refuse host 'plugin/|ttl/'
refuse ttl 'plugin/(dsp|music|engine|lv2)|host/'
exit $bad
