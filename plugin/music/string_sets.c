#include "plugin/music/string_sets.h"

// One string against the tonic: just ratio and equal semitones within the
// octave, then octaves.
typedef struct {
  uint8_t num;
  uint8_t den;
  uint8_t semitones;
  int8_t  octave;
  float   t60_factor;
  float   gain;
} Row;

// The twelve degrees: just ratio, semitones. Ratios: those of the scales in
// steppe-violin.md 3.2 (9:8 204 c, 6:5 316, 5:4 386, 4:3 498, 3:2 702, 8:5 814,
// 5:3 884, 16:9 996), and the usual 16:15, 45:32, 15:8 between them.
#define I1 1, 1, 0
#define I2B 16, 15, 1
#define I2 9, 8, 2
#define I3B 6, 5, 3
#define I3 5, 4, 4
#define I4 4, 3, 5
#define I5B 45, 32, 6
#define I5 3, 2, 7
#define I6B 8, 5, 8
#define I6 5, 3, 9
#define I7B 16, 9, 10
#define I7 15, 8, 11

// 0.3: a kobyz has no sympathetic strings; its halo is its second string (a
// fourth, 1.1, B; a fifth, GK, C), the skin, and flageolets: two to five
// resonators on tonic, fourth or fifth, octave. B
// 0.2: tuned just, 1:1, 2:1, 3:2, 4:3, as parts of one thick tone. A/B
// 3:1 is the flageolet on the third harmonic (1.5). C
// Decay factors and gains by ear: the open strings lead, flageolets are
// shorter. C
static const Row halo[] = {
  { I1, 0, 1.0F, 1.0F },  { I5, 0, 1.0F, 0.9F },  { I1, 1, 0.9F, 0.8F },
  { I4, 0, 0.9F, 0.55F }, { I5, 1, 0.75F, 0.5F },
};

// Zhetygen, 7 strings in an anhemitonic pentatonic D3 E3 G3 A3 B3 D4 E4
// (1.1, GK, B/C), read as do-pentatonic on G: 5 6 1 2 3 5 6, the scale of the
// shepherds (3.2). Above it harmonics 2, 3 and 4 of the thick tone (0.2, A/B).
// Horsehair dies sooner than metal (1.2, C): factors under 1 but for the
// tonic. Gains by ear: what a drone would hold leads. C
static const Row steppe[] = {
  { I1, 0, 1.0F, 1.0F },   { I5, 0, 0.9F, 0.9F }, { I5, -1, 1.0F, 0.8F },
  { I2, 0, 0.8F, 0.6F },   { I3, 0, 0.8F, 0.6F }, { I6, -1, 0.9F, 0.6F },
  { I6, 0, 0.75F, 0.6F },  { I1, 1, 0.8F, 0.8F }, { I5, 1, 0.65F, 0.6F },
  { I1, 2, 0.55F, 0.45F },
};

// Understrings B D E F# A (1.1, Buen 2013; A/B): the tonic D in the middle, so
// 6 1 2 3 5, an octave above the drone's octave. The open bowed strings A3 and
// E5 of the tuning A D A E (GK, C) ring along; D4 and A4 are there already.
// Thin steel rings longest. Gains by ear. C
static const Row hardanger[] = {
  { I1, 1, 1.2F, 1.0F },  { I5, 1, 1.1F, 0.9F },  { I3, 1, 1.15F, 0.8F },
  { I6, 0, 1.2F, 0.8F },  { I2, 1, 1.15F, 0.8F }, { I5, 0, 0.8F, 0.6F },
  { I2, 2, 0.7F, 0.45F },
};

// Choirs of 8 diatonic and 13 chromatic strings of 35 to 37 (1.1, chandrakantha
// and musiksok; B); the three long ones below, and the choirs an octave apart,
// are our choice among them. C
// The diatonic choir is Kafi (= dorian, the default scale). C
// Brass. High strings are shorter. Gains by ear: fifth and tonic lead. C
// Eleven strings of a sarangi run over two flat bridges by the pegs and buzz
// (GK): here the diatonic choir and the long ones, which come first. C
#define SARANGI_FLAT 11U
static const Row sarangi[] = {
  { I1, 0, 1.1F, 1.0F },   { I5, 0, 1.0F, 0.9F },  { I1, 1, 1.0F, 0.8F },
  { I4, 0, 1.0F, 0.7F },   { I2, 0, 1.0F, 0.7F },  { I6, 0, 1.0F, 0.7F },
  { I3B, 0, 1.0F, 0.7F },  { I7B, 0, 1.0F, 0.7F }, { I1, -1, 1.2F, 0.8F },
  { I5, -1, 1.1F, 0.7F },  { I4, -1, 1.1F, 0.6F }, { I1, 1, 0.9F, 0.7F },
  { I5, 1, 0.85F, 0.7F },  { I2, 1, 0.9F, 0.6F },  { I2B, 1, 0.9F, 0.4F },
  { I3, 1, 0.9F, 0.5F },   { I3B, 1, 0.9F, 0.6F }, { I4, 1, 0.85F, 0.6F },
  { I5B, 1, 0.85F, 0.4F }, { I6, 1, 0.8F, 0.6F },  { I6B, 1, 0.8F, 0.4F },
  { I7B, 1, 0.8F, 0.6F },  { I7, 1, 0.75F, 0.4F }, { I1, 2, 0.75F, 0.6F },
};

#define ROWS(rows) (rows), (uint32_t)(sizeof(rows) / sizeof((rows)[0]))

static const struct {
  const Row* rows;
  uint32_t   count;
  uint32_t   flat; // strings, the first ones, over a bridge that makes them
  float      buzz; // so much; the other instruments have none
} sets[DALA_STRING_SET_COUNT] = {
  [DALA_STRING_SET_HALO]      = { ROWS(halo), 0U, 0.0F },
  [DALA_STRING_SET_STEPPE]    = { ROWS(steppe), 0U, 0.0F },
  [DALA_STRING_SET_HARDANGER] = { ROWS(hardanger), 0U, 0.0F },
  [DALA_STRING_SET_SARANGI]   = { ROWS(sarangi), SARANGI_FLAT, 0.5F },
};

_Static_assert(sizeof sarangi / sizeof sarangi[0] == DALA_STRING_SET_MAX,
               "the largest set fills the bank");

// 2^(k / 12)
static const double equal[12] = {
  1.0,
  1.0594630943592953,
  1.1224620483093730,
  1.1892071150027211,
  1.2599210498948732,
  1.3348398541700344,
  1.4142135623730950,
  1.4983070768766815,
  1.5874010519681994,
  1.6817928305074291,
  1.7817974362806786,
  1.8877486253633870,
};

uint32_t
dala_string_set_size(const uint32_t set)
{
  return set < DALA_STRING_SET_COUNT ? sets[set].count : 0U;
}

uint32_t
dala_string_set_tune(const uint32_t set, const double tonic_hz,
                     const uint32_t intonation, DalaSetString* const out)
{
  static const double octaves[] = { 0.5, 1.0, 2.0, 4.0 };
  const uint32_t      count     = dala_string_set_size(set);
  for (uint32_t i = 0; i < count; i++) {
    const Row* const row  = &sets[set].rows[i];
    const double     just = (double)row->num / (double)row->den;
    const double     step =
      intonation == DALA_STRING_TUNE_EQUAL ? equal[row->semitones] : just;
    const double octave = octaves[row->octave + 1];
    out[i].freq_hz      = (float)(tonic_hz * step * octave);
    out[i].t60_factor   = row->t60_factor;
    out[i].gain         = row->gain;
    out[i].buzz         = i < sets[set].flat ? sets[set].buzz : 0.0F;
  }
  return count;
}
