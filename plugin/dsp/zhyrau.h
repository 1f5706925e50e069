/**
   The zhyrau voice of the drone: a throat singer on each note asked for.

   A pulse per period (dsp/glottis.h) excites the tract: formants of the epic
   voice, and one narrow formant on the lowest singer's harmonic whose pitch
   class is nearest to the melody's; it moves in steps of harmonics. An accent
   presses every second pulse down, so that the octave below growls along. A
   small change of pitch glides; at a larger one another breath takes over.

   Level: gain 1 makes the singers together, at gains whose squares add to 1,
   -16 dBFS RMS (mean of both channels), as the bowed voice of dsp/drone.h.

   Shape:   out_l[n], out_r[n] (overwritten), n <= DALA_TICK, no piece across
            the grid. Every division of a tick gives equal bits.
   Units:   Hz; gains linear; pan -1 left .. 1 right; colour 0..1.
   Range:   30 to 1200 Hz; outside, the pitch is clamped. 8 to 384 kHz.
   Thread:  layout, prepare: instantiation; the rest: audio, real-time safe.
   Cost:    see the bench; nothing while idle.
   Fails:   layout: DALA_STATUS_NO_MEM, DALA_STATUS_BAD_RATE.
   Source:  formants: the reference's section 5; a narrow formant on a linear
            filter: Bergevin et al. 2020; centre within 36 cents: Adachi,
            Yamada 1999; every second pulse: Lindestad et al. 2001.
*/
#ifndef DALA_DSP_ZHYRAU_H
#define DALA_DSP_ZHYRAU_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/glottis.h"
#include "plugin/dsp/stroke.h"
#include "plugin/dsp/tract.h"

#include <stdbool.h>
#include <stdint.h>

#define DALA_ZHYRAU_STRINGS 3U
#define DALA_ZHYRAU_SINGERS 6U ///< Each may be replaced while all sing.
#define DALA_ZHYRAU_LEVELS 65U ///< Steps of a twelfth of an octave.

typedef struct {
  float hz;
  float gain;
  float pan;
} DalaZhyrauNote;

typedef struct {
  bool         sings;
  bool         leaves;
  bool         low; ///< Feeds the moving formant: the lowest does.
  float        hz;
  float        hz_born;
  float        share; ///< Gain of the note.
  float        fade;  ///< 0..1.
  float        level; ///< Its gain at the start of the tick,
  float        step;  ///< and its change per frame.
  const float* table;
  uint32_t     phase; ///< 2^32 to the period.
  uint32_t     turn;  ///< Per frame.
  bool         odd;   ///< Every second pulse.
} DalaZhyrauSinger;

typedef struct {
  // Targets
  DalaZhyrauNote want[DALA_ZHYRAU_STRINGS];
  bool           on;
  float          gain;
  float          colour;
  float          melody_hz; ///< 0: none; the harmonic stays.

  // Per-rate values
  DalaGlottis glottis;
  float       rate;
  float       fade;   ///< Per tick.
  float       glide;  ///< Part of the way to a pitch, per tick.
  float       move;   ///< The same, of the moving formant,
  float       smooth; ///< of pan and colour,
  float       relax;  ///< and of what is left of an accent.
  float       level_of[DALA_ZHYRAU_LEVELS]; ///< From a singer to the level.
  float       plain[DALA_TRACT_FORMANTS];   ///< Gains at the usual colour.

  // State
  bool             fresh;
  uint32_t         frame;    ///< Within the tick.
  uint32_t         ticks;    ///< Since the reset, for the slow swings.
  uint32_t         harmonic; ///< Of the lowest singer, in the moving formant.
  float            focus_hz; ///< Where that formant is.
  float            drone_hz; ///< The lowest singer's.
  float            press;    ///< Depth of an accent, 0..1.
  float            pan;
  float            level;    ///< Gain at the start of the tick,
  float            level_to; ///< and at its end.
  float            edge;     ///< Gain of the upper formants.
  uint32_t         singer_of[DALA_ZHYRAU_STRINGS];
  DalaZhyrauSinger singers[DALA_ZHYRAU_SINGERS];
  DalaTract        tract;
} DalaZhyrau;

/// Take memory from the arena.
DalaStatus
dala_zhyrau_layout(DalaZhyrau* self, const DalaConfig* cfg, DalaArena* arena);

/// Fill the tables for this rate, then reset; off, gain 1, colour 0.4, no
/// note.
void
dala_zhyrau_prepare(DalaZhyrau* self, const DalaConfig* cfg);

/// Silence; targets stay.
DALA_RT
void
dala_zhyrau_reset(DalaZhyrau* self);

/// Sing, or stop (silent after 60 ms, then no work).
DALA_RT
void
dala_zhyrau_set_on(DalaZhyrau* self, bool on);

/// Note 0..DALA_ZHYRAU_STRINGS - 1; gain 0 or a pitch not above 0 silences it.
DALA_RT
void
dala_zhyrau_set_string(DalaZhyrau* self, uint32_t string, float hz, float gain,
                       float pan);

/// Level of all, reached linearly over the next tick: the caller smooths.
DALA_RT
void
dala_zhyrau_set_gain(DalaZhyrau* self, float gain);

/// Force of the voice, 0 soft .. 1 harsh: the upper formants.
DALA_RT
void
dala_zhyrau_set_colour(DalaZhyrau* self, float colour);

/// The melody beside it; 0: none.
DALA_RT
void
dala_zhyrau_set_melody(DalaZhyrau* self, float hz);

/// A stroke presses the voice, from the next frame on.
DALA_RT
void
dala_zhyrau_stroke(DalaZhyrau* self, const DalaStroke* stroke);

/// Once per DALA_TICK frames, before they are processed.
DALA_RT
void
dala_zhyrau_tick(DalaZhyrau* self);

/// One piece of at most a tick.
DALA_RT
void
dala_zhyrau_process(DalaZhyrau* self, float* out_l, float* out_r, uint32_t n);

/// True if it is silent, and stays so while nothing is set.
DALA_RT
bool
dala_zhyrau_idle(const DalaZhyrau* self);

/// False once a state is not finite; dala_zhyrau_reset() mends it.
DALA_RT
bool
dala_zhyrau_healthy(const DalaZhyrau* self);

#endif // DALA_DSP_ZHYRAU_H
