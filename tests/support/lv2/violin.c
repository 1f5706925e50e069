#include "tests/support/lv2/violin.h"

#include "tests/support/signals.h"

#include <sndfile.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define TAU 6.283185307179586

/// Left channel of a file into out[n]; returns the frames read.
static size_t
read_file(const char* const path, float* const out, const size_t n)
{
  SF_INFO        info = { 0 };
  SNDFILE* const file = sf_open(path, SFM_READ, &info);
  if (!file) {
    return 0U;
  }
  float        chunk[4096];
  const size_t channels = (size_t)info.channels;
  size_t       done     = 0U;
  while (done < n && channels && channels <= 8U) {
    const sf_count_t got =
      sf_readf_float(file, chunk, (sf_count_t)(4096U / channels));
    for (size_t i = 0; i < (size_t)got && done < n; i++) {
      out[done++] = chunk[i * channels];
    }
    if (got <= 0) {
      break;
    }
  }
  sf_close(file);
  return done;
}

bool
test_recorded_violin(float* const out, const size_t n, const double rate)
{
  static const char* const names[] = {
    "bach_andante_double_stops", "bach_allegro_1",  "bach_sarabande_double_1",
    "iowa_sulG_G3_ff",           "iowa_sulE_E6_ff", "vsco_C4_vib"
  };
  const char* const shared = getenv("DALA_SHARED");
  size_t            done   = 0U;
  for (size_t i = 0; shared && i < sizeof names / sizeof names[0]; i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/audio/%s.flac", shared, names[i]);
    done += read_file(path, out + done, n - done);
  }
  if (!done) {
    printf("no recordings in DALA_SHARED: a synthetic violin instead\n");
    test_violin(out, n, rate);
    return false;
  }
  for (size_t i = done; i < n; i++) {
    out[i] = out[i - done];
  }
  return true;
}

void
test_steady_note(float* const out, const size_t n, const double rate,
                 const double hz, const double top_hz, const double level)
{
  const int partials = (int)fmax(1.0, fmin(top_hz, 0.45 * rate) / hz);
  double    phase    = 0.0;
  double    peak     = 0.0;
  for (size_t i = 0; i < n; i++) {
    const double cents = 15.0 * sin(TAU * 5.5 * (double)i / rate);
    double       sum   = 0.0;
    for (int k = 1; k <= partials; k++) {
      sum += sin(k * phase) / k;
    }
    phase  = fmod(phase + TAU * hz * exp2(cents / 1200.0) / rate, TAU);
    out[i] = (float)sum;
    peak   = fmax(peak, fabs(sum));
  }
  for (size_t i = 0; i < n; i++) {
    out[i] *= (float)(level / peak);
  }
}

float*
test_floats(const size_t n)
{
  float* const x = (float*)calloc(n ? n : 1U, sizeof(float));
  if (!x) {
    fprintf(stderr, "no memory for %zu floats\n", n);
    exit(1);
  }
  return x;
}

size_t
test_scaled(const size_t length)
{
#ifdef DALA_SANITIZE
  printf("sanitizers: a tenth of the length\n");
  return length / 10U;
#else
  return length;
#endif
}
