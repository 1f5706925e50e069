#include "plugin/dsp/strings_buzz.h"

#include "plugin/dsp/kernels/kernels.h"

#include <string.h>

// The difference over a period of this is silent at DC and loudest at half of
// it; the mean over three frames of the other keeps what folds back near half
// the rate from rising with it. By ear
#define DIFFERENCE_HZ 16000.0
#define MEAN_HZ 48000.0

static uint32_t
frames(const double rate, const double hz)
{
  const double n = rate / hz + 0.5;
  return n < 1.0 ? 1U : (uint32_t)n;
}

void
dala_strings_buzz_prepare(DalaStringsBuzz* const  self,
                          const DalaConfig* const cfg)
{
  self->kernel = cfg->kernels->crests;
  self->delay  = frames(cfg->rate, DIFFERENCE_HZ);
  self->apart  = frames(cfg->rate, MEAN_HZ);
  self->past   = self->delay + 2U * self->apart;
  dala_strings_buzz_reset(self);
}

void
dala_strings_buzz_reset(DalaStringsBuzz* const self)
{
  memset(self->past_l, 0, sizeof self->past_l);
  memset(self->past_r, 0, sizeof self->past_r);
  self->rest = 0U;
}

bool
dala_strings_buzz_hear(DalaStringsBuzz* const    self,
                       const DalaLoopBank* const bank,
                       const float* const        weight,
                       DalaStringsCrests* const crests, const uint32_t n)
{
  if (bank->now.buzzing || (weight && bank->next.buzzing)) {
    self->rest = self->past;
  } else if (!self->rest) {
    return false;
  } else {
    self->rest -= n < self->rest ? n : self->rest;
  }
  const uint32_t past = self->past;
  memcpy(crests->l, self->past_l, past * sizeof(float));
  memcpy(crests->r, self->past_r, past * sizeof(float));
  self->kernel(bank, weight, crests->l + past, crests->r + past, n);
  memcpy(self->past_l, crests->l + n, past * sizeof(float));
  memcpy(self->past_r, crests->r + n, past * sizeof(float));
  return true;
}

static void
add(const DalaStringsBuzz* const self, const float* const restrict crests,
    float* const restrict out, const uint32_t n)
{
  const float* const then = crests;
  const float* const now  = crests + self->delay;
  const uint32_t     one  = self->apart;
  const uint32_t     two  = 2U * self->apart;
  for (uint32_t i = 0; i < n; i++) {
    const float ends   = (now[i] - then[i]) + (now[i + two] - then[i + two]);
    const float middle = now[i + one] - then[i + one];
    out[i] += 0.25F * ends + 0.5F * middle;
  }
}

void
dala_strings_buzz_add(const DalaStringsBuzz* const   self,
                      const DalaStringsCrests* const crests, float* const out_l,
                      float* const out_r, const uint32_t n)
{
  add(self, crests->l, out_l, n);
  add(self, crests->r, out_r, n);
}
