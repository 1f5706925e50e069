/**
   The demo phrase, written as a standard MIDI file: melody OUT.mid [plain]
   Plain leaves out the player's own ornaments.

   The tune is our own. Its manner is that of Kazakh kuis as scores of Adai,
   Aizhan qyz and Balbyrauyn show them: D as home; low down a flat sixth and a
   passing E flat (aeolian), up high a natural sixth (dorian); a low opening, a
   climb, a peak, a return. Slow notes begin with a slide or swell into
   vibrato; a leap is slid into; the cadence is shaken. The gallop is made of
   the cells eighth-sixteenth-sixteenth, its reverse, and, high up, the snap
   sixteenth-dotted eighth. Graces come from above, before weak eighths, on
   repeated low notes, and vanish in the high part.
*/
#include "player.h"
#include "smf.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const DalaNote opening[] = {
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

static const DalaNote gallop[] = {
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

int
main(const int argc, char** const argv)
{
  static DalaSmf smf;
  const bool     plain = argc == 3 && !strcmp(argv[2], "plain");
  if (argc != 2 && !plain) {
    fprintf(stderr, "usage: melody OUT.mid [plain]\n");
    return 2;
  }
  for (uint8_t channel = 0U; channel < 2U; ++channel) {
    // The sampled violin brings a vibrato of its own; the viola does not
    dala_smf_program(&smf, 0U, channel, plain ? 41U : 40U);
    // volume: brings the peak to about -6 dBFS at the gain of the demo
    dala_smf_control(&smf, 0U, channel, 7U, 127U);
    dala_smf_bend_range(&smf, 0U, channel, 2U);
  }
  DalaPlayer player = { .smf = &smf, .speed = 96U, .plain = plain };
  dala_player_play(&player, opening, sizeof(opening) / sizeof(opening[0]),
                   opening_bpm, 1.0);
  player.speed = 118U;
  dala_player_play(&player, gallop, sizeof(gallop) / sizeof(gallop[0]),
                   gallop_bpm, gallop_share);
  // room for the last note to die away
  if (!dala_smf_write(&smf, player.tick + 2U * DALA_SIXTEENTH, argv[1])) {
    fprintf(stderr, "melody: cannot write %s\n", argv[1]);
    return 1;
  }
  return 0;
}
