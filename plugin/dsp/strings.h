/**
   Sympathetic strings: up to 24 coupled waveguide loops on one bridge.

   The bridge takes the send (80 Hz high-pass inside), shakes every string by
   its gain, and feels all of them: strings exchange energy and never gain any.
   Retuning, decay, set and coupling all change by one mechanism: the bank
   crossfades from the current constants to the next ones in about 10 ms, and
   targets that arrive meanwhile wait for its end. Strings over a flat bridge
   buzz; the buzz is added after the bridge and never comes back to it.

   Shape:   mono in, stereo out (spread; the mono sum keeps every string).
   Units:   frequency Hz, decay s to -60 dB, gains linear.
   Range:   32 Hz <= freq_hz <= about rate / 10; outside it a string is mute.
            Passive: 0 <= c sum(a_i^2) <= 2 is needed, here it is <= 0.24.
   Thread:  layout, prepare: instantiation; everything else: audio, real-time
            safe.
   Cost:    at 48 kHz with 24 strings about 10 ns per frame (8 lanes), 19 (4);
            twice that in a fade, which is made ready over six ticks; buzz see
            crests.h.
   Memory:  158 KiB at 48 kHz (in the arena), proportional to the rate.
   Fails:   layout: DALA_STATUS_NO_MEM, DALA_STATUS_BAD_RATE; others cannot.
   Source:  loops: Smith, Physical Audio Signal Processing; 3rd-order Lagrange:
            Laakso et al., Splitting the Unit Delay, IEEE SP Magazine 1996.
*/
#ifndef DALA_DSP_STRINGS_H
#define DALA_DSP_STRINGS_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/kernels/loops.h"
#include "plugin/dsp/strings_buzz.h"

#include <stdbool.h>
#include <stdint.h>

/// Most strings of a set.
#define DALA_STRINGS_MAX DALA_LOOPS_MAX
/// Lowest string that has room in its ring, Hz.
#define DALA_STRINGS_MIN_HZ 32.0
/// Largest coupling c, at dala_strings_set_coupling(1).
#define DALA_STRINGS_MAX_COUPLING 0.01
/// Where dala_strings_set_coupling() starts: c = 0.002. A lone string of 220 Hz
/// then loses as much to the bridge as with a T60 of 16 s. By ear.
#define DALA_STRINGS_COUPLING 0.2F

/// One string as the caller sees it.
typedef struct {
  float freq_hz;    ///< Fundamental.
  float t60_factor; ///< Its T60 is the bank's times this, 0.05..2.
  float gain;       ///< a_i: how much of the bridge it has, 0..1.
  float buzz;       ///< How much it buzzes on the bridge, 0..1.
} DalaStringTuning;

/// What the caller asked for last.
typedef struct {
  DalaStringTuning strings[DALA_STRINGS_MAX];
  uint32_t         count;
  float            decay_s;
  float            coupling; ///< 0..1 of the maximum.
} DalaStringsTarget;

/// High-pass of the send, as a recursion of lag 4 that does not serialise.
typedef struct {
  float pole[4]; ///< Powers 1 to 4 of the pole; the fourth feeds back.
  float scale;   ///< Gain of the difference.
  float x1;      ///< Last input.
  float diff[3]; ///< Last differences, newest first.
  float past[4]; ///< Last outputs, oldest first.
} DalaStringsHighPass;

typedef struct {
  DalaStringsTarget   target;
  DalaStringsTarget   making;    ///< The target that bank.next is made of.
  uint32_t            made;      ///< Strings of it done; all: none is made.
  bool                dirty;     ///< `target` is not yet in the bank.
  uint32_t            uncleared; ///< Rings that still hold old sound.
  bool                ready;     ///< A tick came since the last reset.
  bool                fading;    ///< From bank.now to bank.next.
  uint32_t            fade_at;   ///< Frames of the fade done.
  uint32_t            fade_len;  ///< Frames of a fade, a multiple of DALA_TICK.
  float               fade_step; ///< 1 / fade_len.
  float               drive_now; ///< Gain of the send.
  float               drive_next; ///< Same, fading in.
  uint32_t            count_now;  ///< Strings in bank.now.
  uint32_t            count_next; ///< Strings in bank.next.
  uint32_t            leaving;    ///< Ticks till strings that left are silent.
  double              rate;       ///< Sample rate, Hz.
  DalaStringsHighPass high_pass;
  DalaLoopBank        bank;
  DalaStringsBuzz     buzz;
  DalaLoopsFn         kernel;
} DalaStrings;

/// Take the rings from the arena: 24 of rate / 32 Hz frames and some.
DalaStatus
dala_strings_layout(DalaStrings* self, const DalaConfig* cfg, DalaArena* arena);

/// Set what depends on the rate, defaults (no strings, 2 s), then reset.
void
dala_strings_prepare(DalaStrings* self, const DalaConfig* cfg);

/// Silence at once, for use under sound; targets stay. The strings wake over
/// the eight ticks after: the old sound is cleared away bit by bit, and the new
/// one fades in.
DALA_RT
void
dala_strings_stop(DalaStrings* self);

/// Silence; targets stay. The output is 0 until the next tick, which snaps.
/// Clears the rings: some 5 us at 48 kHz.
DALA_RT
void
dala_strings_reset(DalaStrings* self);

/// The strings to be: copied; at most DALA_STRINGS_MAX. Values that are not
/// finite make a string mute.
DALA_RT
void
dala_strings_set_set(DalaStrings* self, const DalaStringTuning* strings,
                     uint32_t count);

/// T60 of a string of factor 1, 0.2..8 s.
DALA_RT
void
dala_strings_set_decay(DalaStrings* self, float seconds);

/// How much the bridge gives way, 0..1: 0 keeps the strings apart.
DALA_RT
void
dala_strings_set_coupling(DalaStrings* self, float amount);

/// Once per DALA_TICK frames, before them: ends and begins fades.
DALA_RT
void
dala_strings_tick(DalaStrings* self);

/// The strings' sound for `in`; n <= DALA_TICK within one tick, and `in` may be
/// out_l or out_r. The outputs are overwritten.
DALA_RT
void
dala_strings_process(DalaStrings* self, const float* in, float* out_l,
                     float* out_r, uint32_t n);

/// False once any sound at the bridge was not finite: reset, and count it.
/// Cheap; meant to be asked before each tick.
DALA_RT
bool
dala_strings_healthy(const DalaStrings* self);

#endif // DALA_DSP_STRINGS_H
