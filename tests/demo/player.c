#include "player.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

// Times in s, depths in cents; by eye on the spectrogram where not sourced.
static const double   grace_s        = 0.055; // reference range 0.04 to 0.07
static const double   slur_s         = 0.05;
static const double   slide_s        = 0.14;
static const double   slide_cents    = 160.0;
static const double   vibrato_hz     = 5.5;
static const double   vibrato_cents  = 32.0;
static const double   vibrato_wait_s = 0.28;
static const double   vibrato_grow_s = 0.6;
static const double   shake_hz       = 6.5;
static const double   fall_s         = 0.35;
static const double   fall_cents     = 120.0;
static const double   fall_db        = 12.0;
static const double   swell_db       = 3.0;
static const double   accent_db      = 2.0;
static const double   loud_step_db   = 2.0;
static const double   headroom_db    = 1.0;  // above loudness 9
static const double   short_s        = 0.07; // the sampled attack takes 0.1 s,
static const double   short_db       = 3.0;  // shorter notes would be lost
static const unsigned ornaments      = SLIDE | VIBRATO | SHAKE | FALL;
static const double   curve_s = 0.004; // between points of bend and swell

typedef struct {
  double   at_s; ///< from the start of the stroke
  double   end_s;
  double   cents; ///< from the key the stroke began with
  double   loud;
  double   next_loud;
  unsigned how;
} Part;

typedef struct {
  Part     part[8];
  unsigned parts;
  double   key;
  double   end_s;
} Stroke;

static double
key_of(const char* const name)
{
  static const int steps[7] = { 9, 11, 0, 2, 4, 5, 7 }; // A to G
  if (name[0] < 'A' || name[0] > 'G') {
    fprintf(stderr, "melody: no such note: %s\n", name);
    exit(1);
  }
  const bool flat  = name[1] == 'b';
  const bool sharp = name[1] == '#';
  const int  digit = name[flat || sharp ? 2 : 1] - '0';
  return 12.0 * (digit + 1) + steps[name[0] - 'A'] + sharp - flat;
}

static double
smooth(const double x)
{
  const double t = fmin(fmax(x, 0.0), 1.0);
  return t * t * (3.0 - 2.0 * t);
}

/// Pitch against the key of the stroke, at t seconds from its start.
static double
cents_at(const Stroke* const stroke, const double t)
{
  static const double tau   = 6.283185307179586;
  double              cents = stroke->part[0].cents;
  for (unsigned i = 0U; i < stroke->parts; ++i) {
    const Part* const part = &stroke->part[i];
    const double      in_s = t - part->at_s;
    if (i) {
      const double from = stroke->part[i - 1U].cents;
      cents += (part->cents - from) * smooth(in_s / slur_s + 0.5);
    }
    if (in_s < 0.0 || t >= part->end_s) {
      continue;
    }
    if (part->how & SLIDE) {
      cents -= slide_cents * (1.0 - smooth(in_s / slide_s));
    }
    if ((part->how & VIBRATO) && in_s > vibrato_wait_s) {
      const double on_s  = in_s - vibrato_wait_s;
      const double depth = vibrato_cents * smooth(on_s / vibrato_grow_s) *
                           smooth((part->end_s - t) / 0.15);
      cents -= depth * sin(tau * vibrato_hz * on_s);
    }
    if (part->how & SHAKE) {
      cents += 50.0 * (1.0 - cos(tau * shake_hz * in_s));
    }
    if (part->how & FALL) {
      cents -= fall_cents * smooth(1.0 - (part->end_s - t) / fall_s);
    }
  }
  return cents;
}

static double
level_at(const Stroke* const stroke, const double t)
{
  unsigned i = stroke->parts - 1U;
  while (i && t < stroke->part[i].at_s) {
    --i;
  }
  const Part* const part = &stroke->part[i];
  const double      x    = (t - part->at_s) / (part->end_s - part->at_s);
  const double      loud = part->loud + (part->next_loud - part->loud) * x;
  double            db   = (loud - 9.0) * loud_step_db - headroom_db;
  if (part->how & SWELL) {
    db += swell_db * sin(3.141592653589793 * x);
  }
  if (part->how & (FALL | DIES)) {
    db -= fall_db * smooth(1.0 - (part->end_s - t) / fall_s);
  }
  if (part->end_s - part->at_s < short_s) {
    db += short_db;
  }
  if (part->how & ACCENT) {
    db += accent_db * (1.0 - smooth((t - part->at_s) / 0.08));
  }
  return db;
}

/// Strokes take turns on two channels: one may end while the next bends.
static void
play_stroke(DalaPlayer* const self, const Stroke* const stroke,
            const double at_s)
{
  const uint8_t  channel = (uint8_t)(self->stroke++ & 1U);
  const uint8_t  key     = (uint8_t)stroke->key;
  const bool     accent  = stroke->part[stroke->parts - 1U].how & ACCENT;
  const uint8_t  speed   = accent ? 127U : self->speed;
  const uint32_t on      = (uint32_t)lround(at_s / self->s_per_tick);
  const uint32_t points  = (uint32_t)ceil(stroke->end_s / curve_s);
  for (uint32_t i = 0U; i < points; ++i) {
    const double   t     = i * curve_s;
    const uint32_t tick  = on + (uint32_t)lround(t / self->s_per_tick);
    const double   cents = cents_at(stroke, t);
    if (fabs(cents) > 200.0) {
      fprintf(stderr, "melody: key %u bent by %.0f cents\n", key, cents);
      exit(1);
    }
    // synthesizers turn the controller into 40 log10(value / 127) dB
    const double level = 127.0 * pow(10.0, level_at(stroke, t) / 40.0);
    dala_smf_bend(self->smf, tick, channel, cents / 200.0);
    dala_smf_control(self->smf, tick, channel, 11U,
                     (uint8_t)lround(fmin(level, 127.0)));
    if (!i) {
      dala_smf_note(self->smf, tick, channel, key, speed);
    }
  }
  const uint32_t length = (uint32_t)lround(stroke->end_s / self->s_per_tick);
  dala_smf_note(self->smf, on + length, channel, key, 0U);
}

static void
add_part(Stroke* const stroke, const DalaNote* const note,
         const DalaNote* const next, const double at_s, const double length_s,
         const bool plain)
{
  if (stroke->parts == sizeof(stroke->part) / sizeof(stroke->part[0])) {
    fprintf(stderr, "melody: too many notes under one bow\n");
    exit(1);
  }
  Part* const part = &stroke->part[stroke->parts++];
  part->at_s       = at_s;
  part->end_s      = at_s + length_s;
  part->cents      = 100.0 * (key_of(note->note) - stroke->key);
  part->loud       = note->loud;
  part->next_loud  = next ? next->loud : note->loud;
  part->how        = note->how;
  if (plain) {
    part->how &= ~ornaments;
    part->how |= note->how & FALL ? DIES : 0U;
  }
  stroke->end_s = part->end_s;
}

void
dala_player_play(DalaPlayer* const self, const DalaNote* const notes,
                 const size_t count, const double bpm, const double share)
{
  self->s_per_tick = 60.0 / bpm / DALA_SMF_PPQ;
  dala_smf_tempo(self->smf, self->tick, bpm);
  for (size_t i = 0U; i < count;) {
    const double at_s = self->tick * self->s_per_tick;
    if (!notes[i].note) {
      self->tick += notes[i++].sixteenths * DALA_SIXTEENTH;
      continue;
    }
    const char* const grace  = self->plain ? NULL : notes[i].grace;
    const double      lead_s = grace ? grace_s : 0.0;
    Stroke            stroke = { .key = key_of(grace ? grace : notes[i].note) };
    if (grace) {
      const DalaNote before = { grace, 0, notes[i].loud - 2.0, 0, NULL };
      add_part(&stroke, &before, NULL, 0.0, grace_s, self->plain);
    }
    double length_s = 0.0;
    do {
      const DalaNote* const next  = i + 1U < count ? &notes[i + 1U] : NULL;
      const double          kept  = notes[i].how & HELD ? 0.9 : share;
      const uint32_t        ticks = notes[i].sixteenths * DALA_SIXTEENTH;
      add_part(&stroke, &notes[i], next, lead_s + length_s,
               ticks * self->s_per_tick * kept, self->plain);
      length_s += ticks * self->s_per_tick;
      self->tick += ticks;
      ++i;
    } while (i < count && (notes[i].how & SLUR));
    play_stroke(self, &stroke, at_s - lead_s);
  }
}
