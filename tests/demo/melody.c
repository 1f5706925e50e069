/**
   The demo phrase, written as a standard MIDI file: melody OUT.mid

   The tune is our own. Its manner is that of Kazakh kuis as scores of Adai,
   Aizhan qyz and Balbyrauyn show them: D as home; low down a flat sixth and a
   passing E flat (aeolian), up high a natural sixth (dorian); a low opening, a
   climb, a peak, a return. Slow notes begin with a slide or swell into
   vibrato; a leap is slid into; the cadence is shaken. The gallop is made of
   the cells eighth-sixteenth-sixteenth, its reverse, and, high up, the snap
   sixteenth-dotted eighth. Graces come from above, before weak eighths, on
   repeated low notes, and vanish in the high part.

   One sounding sample is bent for notes under one bow, so a slur reaches at
   most a whole tone to either side of the note the bow began with.
*/
#include "smf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  SLIDE   = 1,  ///< slid into from below
  VIBRATO = 2,  ///< after a moment, growing
  SWELL   = 4,  ///< louder in the middle
  SLUR    = 8,  ///< under the same bow as the note before
  SHAKE   = 16, ///< fast trill with the half tone above
  FALL    = 32, ///< dies away downwards
  ACCENT  = 64, ///< more bow at the start
  HELD    = 128 ///< full length where the others are short
};

typedef struct {
  const char* note;       ///< "D4", "Bb3", "F#5"; NULL is a breath
  unsigned    sixteenths; ///< written length
  double      loud;       ///< 1 softest to 9 loudest, 2 dB a step
  unsigned    how;
  const char* grace; ///< from above, before the beat; at most a whole tone
} Note;

static const Note opening[] = {
  { NULL, 2, 1, 0, NULL },
  // from the low fifth up to the home note, and down to the flat sixth
  { "A3", 2, 3, 0, NULL },
  { "D4", 8, 4, SLIDE | VIBRATO | SWELL, NULL },
  { "E4", 1, 5, 0, NULL },
  { "F4", 3, 6, SLUR | VIBRATO, NULL },
  { "E4", 1, 5, SLUR, NULL },
  { "D4", 1, 5, SLUR, NULL },
  { "C4", 2, 5, 0, NULL },
  { "Bb3", 6, 5, VIBRATO | SWELL, NULL },
  { "A3", 6, 5, VIBRATO | FALL, NULL },
  { NULL, 2, 3, 0, NULL },
  // the leap, the high natural sixth, the peak, and home by degrees
  { "D4", 1, 4, 0, NULL },
  { "A4", 6, 6, SLIDE | VIBRATO | SWELL, NULL },
  { "B4", 1, 6, 0, NULL },
  { "C5", 3, 7, SLUR | VIBRATO, NULL },
  { "B4", 1, 7, SLUR, NULL },
  { "A4", 1, 7, SLUR, NULL },
  { "D5", 6, 7, SLIDE | VIBRATO | SWELL, NULL },
  { "C5", 1, 7, 0, NULL },
  { "B4", 2, 6, SLUR | VIBRATO, NULL },
  { "A4", 2, 6, 0, NULL },
  { "G4", 1, 5, SLUR, NULL },
  { "F4", 2, 5, VIBRATO, NULL },
  { "E4", 3, 5, SHAKE, NULL },
  { "D4", 6, 4, VIBRATO, NULL },
  { NULL, 2, 4, 0, NULL },
};

static const Note gallop[] = {
  // low: repeated notes and graces
  { "D4", 2, 6, ACCENT, NULL },
  { "D4", 1, 5, 0, NULL },
  { "D4", 1, 5, 0, NULL },
  { "D4", 2, 6, 0, NULL },
  { "D4", 2, 5, 0, "E4" },
  { "F4", 2, 6, ACCENT, NULL },
  { "E4", 1, 5, 0, NULL },
  { "D4", 1, 5, 0, NULL },
  { "C4", 2, 6, 0, NULL },
  { "C4", 2, 5, 0, "D4" },

  { "D4", 2, 6, ACCENT, NULL },
  { "D4", 1, 5, 0, NULL },
  { "D4", 1, 5, 0, NULL },
  { "D4", 2, 6, 0, NULL },
  { "D4", 2, 5, 0, "Eb4" },
  { "Bb3", 1, 6, ACCENT, NULL },
  { "C4", 1, 5, 0, NULL },
  { "D4", 2, 6, 0, NULL },
  { "A3", 2, 6, 0, NULL },
  { "A3", 2, 5, 0, "Bb3" },

  // climbing
  { "D4", 2, 7, ACCENT, NULL },
  { "F4", 1, 6, 0, NULL },
  { "G4", 1, 6, 0, NULL },
  { "A4", 2, 7, 0, NULL },
  { "A4", 2, 6, 0, "Bb4" },
  { "A4", 1, 7, ACCENT, NULL },
  { "A4", 1, 6, 0, NULL },
  { "G4", 2, 7, 0, NULL },
  { "F4", 2, 6, 0, NULL },
  { "F4", 2, 6, 0, "G4" },

  { "G4", 2, 7, ACCENT, NULL },
  { "F4", 1, 6, 0, NULL },
  { "G4", 1, 6, 0, NULL },
  { "A4", 2, 7, 0, NULL },
  { "A4", 2, 6, 0, "Bb4" },
  { "C5", 1, 8, ACCENT, NULL },
  { "B4", 1, 7, 0, NULL },
  { "A4", 2, 7, 0, NULL },
  { "A4", 1, 7, 0, NULL },
  { "B4", 1, 7, 0, NULL },
  { "C5", 2, 8, 0, NULL },

  // high: snaps, no graces
  { "D5", 1, 9, ACCENT, NULL },
  { "D5", 3, 8, HELD, NULL },
  { "A4", 2, 7, 0, NULL },
  { "A4", 2, 7, 0, NULL },
  { "E5", 1, 9, ACCENT, NULL },
  { "D5", 3, 8, HELD, NULL },
  { "A4", 2, 7, 0, NULL },
  { "A4", 2, 7, 0, NULL },

  { "F5", 1, 9, ACCENT, NULL },
  { "E5", 3, 9, HELD, NULL },
  { "D5", 2, 8, 0, NULL },
  { "E5", 2, 8, 0, NULL },
  { "C5", 1, 9, ACCENT, NULL },
  { "B4", 3, 8, HELD, NULL },
  { "A4", 2, 7, 0, NULL },
  { "A4", 2, 7, 0, NULL },

  // down again, and home
  { "B4", 2, 8, ACCENT, NULL },
  { "A4", 1, 7, 0, NULL },
  { "G4", 1, 7, 0, NULL },
  { "A4", 2, 7, 0, NULL },
  { "A4", 2, 6, 0, "Bb4" },
  { "G4", 2, 7, ACCENT, NULL },
  { "F4", 1, 6, 0, NULL },
  { "E4", 1, 6, 0, NULL },
  { "F4", 2, 7, 0, NULL },
  { "F4", 2, 6, 0, "G4" },

  { "E4", 2, 7, ACCENT, NULL },
  { "D4", 1, 6, 0, NULL },
  { "C4", 1, 6, 0, NULL },
  { "D4", 2, 7, 0, NULL },
  { "D4", 2, 6, 0, "Eb4" },
  { "Bb3", 1, 7, ACCENT, NULL },
  { "C4", 1, 6, 0, NULL },
  { "D4", 2, 7, 0, NULL },
  { "C4", 2, 6, 0, NULL },
  { "C4", 2, 6, 0, "D4" },
  { "D4", 20, 6, ACCENT | HELD | VIBRATO | FALL, NULL },
};

static const double opening_bpm  = 60.0;
static const double gallop_bpm   = 132.0;
static const double gallop_share = 0.5; // of the written length that sounds

#define TICKS (DALA_SMF_PPQ / 4U) // to a sixteenth

// Times in s, depths in cents; by eye on the spectrogram where not sourced.
static const double grace_s        = 0.055; // reference range 0.04 to 0.07
static const double slur_s         = 0.05;
static const double slide_s        = 0.14;
static const double slide_cents    = 160.0;
static const double vibrato_hz     = 5.5;
static const double vibrato_cents  = 32.0;
static const double vibrato_wait_s = 0.28;
static const double vibrato_grow_s = 0.6;
static const double shake_hz       = 6.5;
static const double fall_s         = 0.35;
static const double fall_cents     = 120.0;
static const double fall_db        = 12.0;
static const double swell_db       = 3.0;
static const double accent_db      = 2.0;
static const double loud_step_db   = 2.0;
static const double headroom_db    = 1.0;   // above loudness 9
static const double short_s        = 0.07;  // the sampled attack takes 0.1 s,
static const double short_db       = 3.0;   // shorter notes would be lost
static const double curve_s        = 0.004; // between points of bend and swell

typedef struct {
  DalaSmf* smf;
  double   s_per_tick;
  uint8_t  speed; ///< of the bow: MIDI velocity
  uint32_t tick;
  uint32_t stroke; ///< counts bow strokes
} Player;

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
  if (part->how & FALL) {
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
play_stroke(Player* const self, const Stroke* const stroke, const double at_s)
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
add_part(Stroke* const stroke, const Note* const note, const Note* const next,
         const double at_s, const double length_s)
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
  stroke->end_s    = part->end_s;
}

static void
play(Player* const self, const Note* const notes, const size_t count,
     const double bpm, const double share)
{
  self->s_per_tick = 60.0 / bpm / DALA_SMF_PPQ;
  dala_smf_tempo(self->smf, self->tick, bpm);
  for (size_t i = 0U; i < count;) {
    const double at_s = self->tick * self->s_per_tick;
    if (!notes[i].note) {
      self->tick += notes[i++].sixteenths * TICKS;
      continue;
    }
    const char* const grace  = notes[i].grace;
    const double      lead_s = grace ? grace_s : 0.0;
    Stroke            stroke = { .key = key_of(grace ? grace : notes[i].note) };
    if (grace) {
      const Note before = { grace, 0, notes[i].loud - 2.0, 0, NULL };
      add_part(&stroke, &before, NULL, 0.0, grace_s);
    }
    double length_s = 0.0;
    do {
      const Note* const next  = i + 1U < count ? &notes[i + 1U] : NULL;
      const double      kept  = notes[i].how & HELD ? 0.9 : share;
      const uint32_t    ticks = notes[i].sixteenths * TICKS;
      add_part(&stroke, &notes[i], next, lead_s + length_s,
               ticks * self->s_per_tick * kept);
      length_s += ticks * self->s_per_tick;
      self->tick += ticks;
      ++i;
    } while (i < count && (notes[i].how & SLUR));
    play_stroke(self, &stroke, at_s - lead_s);
  }
}

int
main(const int argc, char** const argv)
{
  static DalaSmf smf;
  if (argc != 2) {
    fprintf(stderr, "usage: melody OUT.mid\n");
    return 2;
  }
  for (uint8_t channel = 0U; channel < 2U; ++channel) {
    dala_smf_program(&smf, 0U, channel, 40U); // violin
    // volume: brings the peak to about -6 dBFS at the gain of the demo
    dala_smf_control(&smf, 0U, channel, 7U, 127U);
    dala_smf_bend_range(&smf, 0U, channel, 2U);
  }
  Player player = { .smf = &smf, .speed = 96U };
  play(&player, opening, sizeof(opening) / sizeof(opening[0]), opening_bpm,
       1.0);
  player.speed = 118U;
  play(&player, gallop, sizeof(gallop) / sizeof(gallop[0]), gallop_bpm,
       gallop_share);
  // room for the last note to die away
  if (!dala_smf_write(&smf, player.tick + 2U * TICKS, argv[1])) {
    fprintf(stderr, "melody: cannot write %s\n", argv[1]);
    return 1;
  }
  return 0;
}
