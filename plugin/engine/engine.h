/**
   The signal graph, on a grid of DALA_TICK frames counted across host calls.

   in -> mend -> trim -> ornament -> horsehair -> body -> + strings + drone
   -> + space -> output level -> ceiling -> bypass -> mend -> out. The player's
   own sound is never delayed but while an ornament sounds. What the engine puts
   out for a stretch of input does not depend on how the host divides it:
   controls and modules move on the grid, pieces are cut at grid lines and at
   events.

   Thread:  layout, prepare: instantiation; everything else: audio, real-time
            safe.
   Fails:   layout: through the arena's status.
*/
#ifndef DALA_ENGINE_ENGINE_H
#define DALA_ENGINE_ENGINE_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/body.h"
#include "plugin/dsp/config.h"
#include "plugin/dsp/ears.h"
#include "plugin/dsp/follower.h"
#include "plugin/dsp/horsehair.h"
#include "plugin/dsp/jingles.h"
#include "plugin/dsp/limiter.h"
#include "plugin/dsp/meter.h"
#include "plugin/dsp/partner.h"
#include "plugin/dsp/shifter.h"
#include "plugin/dsp/smooth.h"
#include "plugin/dsp/space.h"
#include "plugin/dsp/strings.h"
#include "plugin/dsp/tone_capture.h"
#include "plugin/engine/breath.h"
#include "plugin/engine/echo.h"
#include "plugin/engine/params.h"
#include "plugin/engine/pulsing.h"
#include "plugin/engine/touch.h"
#include "plugin/music/beat.h"
#include "plugin/music/ornament_rules.h"
#include "plugin/music/tonic_finder.h"

#include <stdbool.h>
#include <stdint.h>

/// Song position as the host tells it; what it leaves out stays as it was.
typedef struct {
  float  bpm;           ///< Beats per minute; 0 until the host tells one.
  float  beats_per_bar; ///< 0 until the host tells it.
  float  beat_unit;     ///< 4: a beat is a quarter.
  float  speed;         ///< 0 stopped, 1 rolling.
  bool   placed;        ///< The newest event says where the song is:
  double quarters;      ///< quarters from its start.
} DalaPosition;

typedef enum {
  DALA_EVENT_NOTE,     ///< A MIDI note sets the tonic.
  DALA_EVENT_HOLD,     ///< The pedal holds or frees the drone.
  DALA_EVENT_ORNAMENT, ///< One ornament now.
  DALA_EVENT_CAPTURE,  ///< The drone takes the tone that sounds, and holds it.
  DALA_EVENT_SILENCE,  ///< Drone, strings and space fall silent.
  DALA_EVENT_POSITION  ///< The host tells tempo and place.
} DalaEventKind;

typedef struct {
  DalaEventKind kind;
  union {
    uint32_t     note; ///< MIDI note number, 0..127.
    bool         hold;
    DalaPosition position;
  } as;
} DalaEvent;

/// What drone and strings are tuned by; no padding, compared as bytes.
typedef struct {
  float    a4_hz;
  uint32_t pitch_class; ///< 0 C..11 B.
  uint32_t equal;       ///< 0 just, 1 equal temperament.
  uint32_t strings_set;
  uint32_t drone_chord;
  int32_t  drone_octave;
} DalaTuning;

/// The gesture that sounds.
typedef struct {
  DalaGestureKind  kind; ///< NONE: none does.
  DalaGestureCurve curve;
  float            note; ///< It began on, if that had settled; else 0.
  float            at_s; ///< Where it is.
  float            pace; ///< How much faster than the curve it goes.
  float            hz;   ///< Pitch that this was fitted to.
  uint32_t         next; ///< Point of the curve.
  bool             fits; ///< The pace is that of the line it is on.
} DalaGesturePlay;

/// Most notes and changes that are kept for one run; more are left out.
#define DALA_ENGINE_TOLD 64U

/// Most notes and changes that are kept for one tick.
#define DALA_ENGINE_NOTED 4U

struct DalaEngine {
  DalaConfig cfg;
  bool       stereo_in;

  DalaParams   params;
  bool         params_moved; ///< A port changed since the last update.
  uint32_t     pitch_class;  ///< Of the tonic in use, 0 C..11 B.
  bool         tonic_told;   ///< By the port or a MIDI note.
  uint32_t     class_told;   ///< Pitch class that `notify` told last.
  bool         pedal;        ///< CC 64.
  DalaPosition position;
  DalaTuning   tuning; ///< In use; all zero until the first tick.

  uint32_t frame;         ///< Within the tick, 0..DALA_TICK - 1.
  bool     fresh;         ///< The next tick is the first after a reset.
  bool     bypassed;      ///< The modules rest and are reset.
  bool     strings_stale; ///< The strings are not yet tuned as said.
  bool     ringing;       ///< The strings are turned up.
  bool     hush;          ///< The strings fade out once, then begin anew.
  bool     roomy;         ///< The space is turned up.
  bool     still;         ///< The space fades out once, then begins anew.
  uint32_t faults;        ///< Samples and modules mended since the reset.

  DalaSmooth left_weight;
  DalaSmooth right_weight;
  DalaSmooth trim;
  DalaSmooth voice;
  DalaSmooth strings_gain;
  DalaSmooth drone_gain;
  DalaSmooth jingle_gain;
  DalaSmooth space_gain;
  DalaSmooth output;
  DalaSmooth wet; ///< 0 bypassed, 1 enabled.

  DalaEars       ears;
  DalaEcho       echo;
  DalaHeard      sounding; ///< The voice after the ornament, as ears.heard.
  DalaHeardEvent told[DALA_ENGINE_TOLD]; ///< Of the present run.
  uint32_t       n_told;
  uint32_t       run_frame; ///< Frames of the present run done.

  DalaOrnamentRules rules;
  DalaShifter       shifter;
  DalaGesturePlay   play;
  DalaHeardKind     noted[DALA_ENGINE_NOTED]; ///< In the tick before.
  uint32_t          n_noted;
  float lost_s; ///< How long a note lost in its attack may still come back.
  bool  ornament_asked; ///< One is wished for the next tick.
  bool  trigger_ready;  ///< The port has been seen low.

  DalaPulsing pulsing;

  DalaToneCapture capture;
  bool            capture_ready; ///< The port has been seen low.

  DalaTonicFinder finder;
  DalaBeat        beat;
  uint64_t        ticks_heard; ///< Since the last reset: the time of beats.
  uint32_t        notes_seen;  ///< By the finder.
  uint32_t        onsets_seen; ///< By the beat.
  float           fine_known;  ///< Player's tuning, cents against A4, also
                               ///< of the session before,
  float fine_cents;            ///< and as in use: 0 if the tonic was told.

  DalaFollower  follower;
  DalaBreath    breath;
  DalaTouch     touch;
  DalaHorsehair horsehair;
  DalaBody      body;
  DalaStrings   strings;
  DalaPartner   partner;
  DalaJingles   jingles;
  DalaSpace     space;
  DalaLimiter   limiter;
  DalaMeter     input_meter;
  DalaMeter     left_meter;
  DalaMeter     right_meter;
};

/// The configuration for a rate, with the widest kernels that run here.
DalaConfig
dala_engine_config(double rate);

/// Take memory from the arena; writes nothing into it.
void
dala_engine_layout(DalaEngine* self, const DalaConfig* cfg, DalaArena* arena);

/// Fill tables, touch every page and every path of code, end in silence.
void
dala_engine_prepare(DalaEngine* self, const DalaConfig* cfg, bool stereo_in);

/// As after prepare(): silence, defaults, no event seen. The tone taken and
/// the fine tuning of the session stay.
void
dala_engine_reset(DalaEngine* self);

/// What a session kept: the own tone, and the player's tuning in cents against
/// A4, which holds until another is heard.
void
dala_engine_restore(DalaEngine* self, const DalaTone* tone, float fine_cents);

/// Tell a control port's value; any value is safe.
void
dala_engine_set(DalaEngine* self, uint32_t port, float value);

/// An event at the next frame to be processed.
void
dala_engine_event(DalaEngine* self, const DalaEvent* event);

/// A run of the host begins: what was heard before is no longer told.
void
dala_engine_begin_run(DalaEngine* self);

/**
   Process n frames, with subnormal numbers flushed to zero meanwhile.

   @param in     [n] Violin.
   @param in_r   [n] Right side for the stereo plugin, else NULL.
   @param out_l  [n] May be any of the inputs.
   @param out_r  [n] May be any of the inputs.
*/
void
dala_engine_process(DalaEngine* self, const float* in, const float* in_r,
                    float* out_l, float* out_r, uint32_t n);

/// Value of an output port after the last frame processed.
float
dala_engine_output(const DalaEngine* self, uint32_t port);

#endif // DALA_ENGINE_ENGINE_H
