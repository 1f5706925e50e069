/**
   Ornaments on phrases that are known: how many, where and how wide, by style.
*/
#include "plugin/music/ornament_rules.h"
#include "plugin/music/scale.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <stdbool.h>
#include <string.h>

#define DT (1.0f / 1500.0f)
#define MAX_NOTES 4096U
#define MAX_FOUND 4096U

/// A note of a phrase; `beat` is where it begins in its beat, -1 unknown.
typedef struct {
  float note;
  float sounds_s;
  float rest_s; ///< Before the next; 0: the bow stays.
  bool  legato; ///< From the note before.
  float beat;
} Note;

typedef struct {
  size_t          note; ///< Index.
  DalaGestureKind kind;
  float           cents;
  float           into_s; ///< Since the note began.
  double          at_s;
} Found;

static Note   notes[MAX_NOTES];
static size_t n_notes;
static Found  found[MAX_FOUND];
static size_t n_found;

static const DalaOrnamentWish usual = { .amount = 0.5f,
                                        .style  = DALA_STYLE_LYRICAL,
                                        .scale  = DALA_SCALE_ADAI,
                                        .tonic  = 50.0f };

static void
put(const float note, const float sounds_s, const float rest_s,
    const bool legato, const float beat)
{
  assert_true(n_notes < MAX_NOTES);
  notes[n_notes++] = (Note){ note, sounds_s, rest_s, legato, beat };
}

// ----------------------------------------------------------------- playing

typedef struct {
  DalaOrnamentRules rules;
  DalaPlaying       now;
  double            at_s;
  double            busy_to_s;
  bool              plucks;
  float             vibrato; ///< Of the player: depth in cents, 6 a second.
} Player;

static void
take(Player* const player, const size_t note, const float into_s,
     const DalaOrnament* const ornament)
{
  DalaGestureCurve curve;
  dala_gesture_shape(ornament, &curve);
  if (ornament->kind == DALA_GESTURE_FALL_OFF) { // the note ends meanwhile
    dala_gesture_return(&curve, curve.points[1].at_s + 0.1f);
  }
  if (ornament->kind != DALA_GESTURE_VIBRATO) {
    player->busy_to_s = player->at_s + (double)curve.end_s;
  }
  assert_true(n_found < MAX_FOUND);
  found[n_found++] =
    (Found){ note, ornament->kind, ornament->cents, into_s, player->at_s };
}

static void
hear(Player* const player, const DalaOrnamentWish* const wish,
     const size_t note, const float seconds, const float pitch,
     const bool sounds)
{
  for (float t = 0.0f; t < seconds; t += DT) {
    DalaOrnament ornament;
    player->at_s += (double)DT;
    player->now.busy = player->at_s < player->busy_to_s;
    player->now.note =
      sounds ? pitch + 0.01f * player->vibrato * sinf(6.2831853f * 6.0f * t)
             : 0.0f;
    // The bow leaves over the last 80 ms
    const float left  = seconds - t;
    player->now.level = !sounds ? 1e-8f
                        : left < 0.08f && notes[note].rest_s > 0.0f
                          ? 0.01f * expf(40.0f * (left - 0.08f))
                          : 0.01f;
    if (sounds && player->plucks) { // T60 of a second
      player->now.level = 0.01f * expf(-13.8f * t);
    }
    if (dala_ornament_rules_hear(&player->rules, DT, &player->now, wish,
                                 &ornament)) {
      take(player, note, t, &ornament);
    }
  }
}

static void
tell(Player* const player, const DalaOrnamentWish* const wish,
     const size_t note, const DalaPlayedEvent event)
{
  DalaOrnament ornament;
  player->now.busy = player->at_s < player->busy_to_s;
  if (dala_ornament_rules_event(&player->rules, event, &player->now, wish,
                                &ornament)) {
    take(player, note, 0.0f, &ornament);
  }
}

/// Play all notes from a reset.
static void
play_as(const DalaOrnamentWish* const wish, Player* const player)
{
  dala_ornament_rules_reset(&player->rules);
  player->now.loud  = 0.01f;
  player->now.alone = true;
  n_found           = 0U;
  hear(player, wish, 0U, 0.4f, 0.0f, false);
  for (size_t i = 0; i < n_notes; i++) {
    const Note* const note    = &notes[i];
    const bool        goes_on = i > 0U && notes[i - 1U].rest_s <= 0.0f;
    player->now.note          = note->note;
    player->now.level         = 0.01f;
    player->now.beat          = note->beat;
    player->now.beat_s        = note->beat < 0.0f ? 0.0f : 0.4f;
    tell(player, wish, i,
         !goes_on       ? DALA_PLAYED_NOTE
         : note->legato ? DALA_PLAYED_LEGATO
                        : DALA_PLAYED_BOW);
    hear(player, wish, i, note->sounds_s, note->note, true);
    if (note->rest_s > 0.0f) {
      player->now.note = 0.0f;
      tell(player, wish, i, DALA_PLAYED_END);
      hear(player, wish, i, note->rest_s, 0.0f, false);
    }
  }
}

static void
play(const DalaOrnamentWish* const wish)
{
  Player player = { 0 };
  play_as(wish, &player);
}

static unsigned
count(const DalaGestureKind kind)
{
  unsigned sum = 0U;
  for (size_t i = 0; i < n_found; i++) {
    sum += found[i].kind == kind ? 1U : 0U;
  }
  return sum;
}

/// Share in percent.
static double
percent(const unsigned part, const size_t whole)
{
  return whole ? 100.0 * part / (double)whole : 0.0;
}

static void
check_budget(void)
{
  for (size_t i = 1; i < n_found; i++) {
    if (found[i].kind != DALA_GESTURE_VIBRATO &&
        found[i - 1U].kind != DALA_GESTURE_VIBRATO) {
      check_at_most(0.399, found[i].at_s - found[i - 1U].at_s);
    }
  }
}

static void
print_kinds(const char* const style, const double seconds)
{
  static const char* const names[DALA_N_GESTURES] = {
    "",         "upper grace", "lower grace", "mordent", "slide in",
    "fall-off", "shake",       "flageolet",   "vibrato", "bend",
    "cry",      "howl",        "calls"
  };
  printf("%-8s %3zu notes, %5.1f s:", style, n_notes, seconds);
  for (unsigned kind = 1; kind < DALA_N_GESTURES; kind++) {
    float    least = 1e9f;
    float    most  = -1e9f;
    unsigned n     = 0U;
    for (size_t i = 0; i < n_found; i++) {
      if (found[i].kind == kind) {
        n++;
        least = fminf(least, found[i].cents);
        most  = fmaxf(most, found[i].cents);
      }
    }
    if (n) {
      printf(" %s %u (%.0f..%.0f c)", names[kind], n, (double)least,
             (double)most);
    }
  }
  printf("\n");
}

// ----------------------------------------------------------------- phrases

/// Bars of Adai's stream of eighths, 4/4 at 150: repeated notes, low, then
/// high. Returns the bars.
static unsigned
compose_adai(const float transpose)
{
  static const float bars[][8] = { { 50, 50, 50, 50, 57, 57, 57, 57 },
                                   { 55, 55, 55, 55, 53, 53, 52, 52 },
                                   { 57, 57, 57, 57, 58, 57, 57, 57 },
                                   { 50, 50, 50, 50, 48, 48, 50, 50 } };
  n_notes                      = 0U;
  for (unsigned bar = 0; bar < 32U; bar++) {
    for (unsigned i = 0; i < 8U; i++) {
      put(bars[bar % 4U][i] + transpose, i % 2U ? 0.15f : 0.2f,
          i % 2U ? 0.05f : 0.0f, false, i % 2U ? 0.5f : 0.0f);
    }
  }
  return 32U;
}

/// A slow tune that leaps, repeats, and ends by the note over the tonic.
static void
compose_slow(const float transpose)
{
  static const struct {
    float note;
    float s;
    float rest_s;
    bool  legato;
  } tune[] = {
    { 57, 0.9f, 0, false },     { 62, 1.2f, 0, true },
    { 65, 0.6f, 0, true },      { 64, 0.3f, 0, true },
    { 62, 0.7f, 0, false },     { 60, 0.3f, 0, true },
    { 58, 0.5f, 0, true },      { 57, 1.4f, 0.5f, true },
    { 62, 0.4f, 0, false },     { 69, 1.5f, 0, false },
    { 67, 0.5f, 0, true },      { 65, 0.5f, 0, true },
    { 64, 0.7f, 0, true },      { 62, 2.0f, 0.6f, true },
    { 62, 0.6f, 0.02f, false }, { 62, 0.6f, 0, false },
    { 60, 0.4f, 0, true },      { 62, 1.8f, 0.8f, false },
  };
  n_notes = 0U;
  for (unsigned times = 0; times < 60U; times++) {
    for (size_t i = 0; i < sizeof tune / sizeof tune[0]; i++) {
      put(tune[i].note + transpose, tune[i].s, tune[i].rest_s, tune[i].legato,
          -1.0f);
    }
  }
}

static double
length_s(void)
{
  double sum = 0.0;
  for (size_t i = 0; i < n_notes; i++) {
    sum += (double)(notes[i].sounds_s + notes[i].rest_s);
  }
  return sum;
}

// ------------------------------------------------------------------- Adai

static void
test_rules_adai_graces_are_as_in_the_score(void** const state)
{
  (void)state;
  DalaOrnamentWish wish = usual;
  unsigned         weak = 0U;
  wish.style            = DALA_STYLE_ADAI;
  const unsigned bars   = compose_adai(0.0f);
  play(&wish);
  print_kinds("Adai 50 %", length_s());
  for (size_t i = 0; i < n_found; i++) {
    const Found* const f = &found[i];
    if (f->kind == DALA_GESTURE_UPPER_GRACE) {
      const Note* const note = &notes[f->note];
      assert_true(f->note > 0U && notes[f->note - 1U].note == note->note);
      assert_true(f->cents > 99.0f && f->cents < 330.0f);
      weak += note->beat == 0.5f ? 1U : 0U;
      if (fmodf(note->note, 12.0f) == 9.0f) { // B flat over A
        check_near(f->cents, 112.0, 0.1);
      }
      if (fmodf(note->note, 12.0f) == 7.0f) { // and over G
        check_near(f->cents, 316.0, 0.1);
      }
    }
  }
  const unsigned graces = count(DALA_GESTURE_UPPER_GRACE);
  printf("  graces: %.1f a bar (reference: about 2, up to 4), %.0f %% before "
         "weak eighths (mostly)\n",
         (double)graces / bars, percent(weak, graces));
  assert_in_range(graces, bars, 3U * bars);
  assert_true(percent(weak, graces) > 75.0);
  check_budget();
  wish.amount = 1.0f;
  play(&wish);
  print_kinds("Adai 100 %", length_s());
  assert_true(count(DALA_GESTURE_UPPER_GRACE) > graces);
  assert_true(count(DALA_GESTURE_UPPER_GRACE) <= 4U * bars);

  compose_adai(24.0f); // the high section
  play(&wish);
  print_kinds("  high", length_s());
  assert_int_equal(count(DALA_GESTURE_UPPER_GRACE), 0);
}

static void
test_rules_graces_prefer_weak_eighths(void** const state)
{
  (void)state;
  DalaOrnamentWish wish     = usual;
  unsigned         graces[] = { 0U, 0U, 0U };
  wish.style                = DALA_STYLE_ADAI;
  for (unsigned i = 0; i < 3U; i++) { // on the beat, off it, none known
    compose_adai(0.0f);
    for (size_t k = 0; k < n_notes; k++) {
      notes[k].beat = i == 2U ? -1.0f : 0.5f * (float)i;
    }
    play(&wish);
    graces[i] = count(DALA_GESTURE_UPPER_GRACE);
  }
  printf("on the beat %u, off it %u, no beat known %u\n", graces[0], graces[1],
         graces[2]);
  assert_true(3U * graces[0] < graces[1]);
  assert_true(graces[0] < graces[2] && graces[2] < graces[1]);
}

// ------------------------------------------------------------ other styles

/// What was found of a kind stands where the reference puts it.
static void
check_places(void)
{
  for (size_t i = 0; i < n_found; i++) {
    const Found* const f    = &found[i];
    const Note* const  note = &notes[f->note];
    const bool  first = f->note == 0U || notes[f->note - 1U].rest_s >= 0.3f;
    const float up    = first ? 0.0f : note->note - notes[f->note - 1U].note;
    switch (f->kind) {
      case DALA_GESTURE_UPPER_GRACE:
        assert_true(!first && up == 0.0f && note->note <= 69.0f);
        break;
      case DALA_GESTURE_LOWER_GRACE:
        assert_true(first && f->cents >= -250.0f && f->cents <= -150.0f);
        break;
      case DALA_GESTURE_MORDENT:
        assert_true(f->cents >= 180.0f && f->cents <= 330.0f);
        break;
      case DALA_GESTURE_SLIDE_IN:
        if (f->into_s > 0.1f) { // with the sound of the next note
          assert_true(note->rest_s >= 0.3f);
        } else {
          assert_true(first || up > 3.0f);
        }
        assert_true(f->cents >= 50.0f && f->cents <= 200.0f);
        break;
      case DALA_GESTURE_CRY:
        assert_true((first || up >= 5.0f) && f->cents == 500.0f);
        break;
      case DALA_GESTURE_FALL_OFF:
        assert_true(note->rest_s > 0.0f);
        assert_true(f->into_s > note->sounds_s - 0.08f);
        assert_true(f->cents >= 100.0f && f->cents <= 500.0f);
        break;
      case DALA_GESTURE_SHAKE:
        assert_true(notes[f->note - 1U].note > note->note);
        assert_true(notes[f->note + 1U].note < note->note);
        assert_true(f->cents >= 100.0f && f->cents <= 320.0f);
        break;
      case DALA_GESTURE_FLAGEOLET:
        assert_true(f->into_s >= 0.899f);
        break;
      case DALA_GESTURE_BEND:
        assert_true(f->cents >= 10.0f && f->cents <= 40.0f);
        break;
      case DALA_GESTURE_HOWL:
        assert_true(f->cents >= 300.0f && f->cents <= 710.0f);
        assert_true(note->note + 0.01f * f->cents <= 79.2f); // 780 Hz
        break;
      case DALA_GESTURE_CALLS:
        assert_true(f->cents >= 180.0f && f->cents <= 400.0f);
        assert_true(note->note > 71.0f && note->note < 80.0f);
        break;
      default:
        fail();
    }
  }
}

static void
play_slow(const uint32_t style, const float transpose, const char* const name)
{
  DalaOrnamentWish wish = usual;
  wish.style            = style;
  wish.amount           = 1.0f;
  wish.scale            = DALA_SCALE_AEOLIAN;
  compose_slow(transpose);
  play(&wish);
  print_kinds(name, length_s());
  check_budget();
  check_places();
}

static void
test_rules_lyrical_ornaments_stand_in_their_places(void** const state)
{
  (void)state;
  play_slow(DALA_STYLE_LYRICAL, 0.0f, "lyrical");
  const unsigned phrases = 3U * 60U;
  unsigned       slow    = 0U;
  unsigned       dressed = 0U;
  for (size_t i = 0; i < n_notes; i++) {
    slow += notes[i].sounds_s > 0.5f ? 1U : 0U;
  }
  for (size_t i = 0; i < n_found; i++) {
    const bool on_long = notes[found[i].note].sounds_s > 0.5f;
    dressed += found[i].kind == DALA_GESTURE_MORDENT && on_long ? 1U : 0U;
  }
  printf("  slides %.0f %% of 6 places, lower graces %.0f %% of phrases (10 "
         "to 20), mordents %.0f %% of long notes (to 30), shakes %.0f %% of "
         "cadences\n",
         percent(count(DALA_GESTURE_SLIDE_IN), 6U * 60U),
         percent(count(DALA_GESTURE_LOWER_GRACE), phrases),
         percent(dressed, slow), percent(count(DALA_GESTURE_SHAKE), 120U));
  assert_true(count(DALA_GESTURE_SLIDE_IN) >= 120U);
  assert_true(percent(count(DALA_GESTURE_LOWER_GRACE), phrases) <= 20.0);
  assert_true(percent(dressed, slow) <= 30.0);
  assert_true(count(DALA_GESTURE_MORDENT) > 0U);
  assert_in_range(count(DALA_GESTURE_SHAKE), 60U, 120U);
  assert_true(count(DALA_GESTURE_FALL_OFF) > 0U);
}

static void
test_rules_lament_cries_and_falls(void** const state)
{
  (void)state;
  play_slow(DALA_STYLE_LAMENT, 0.0f, "lament");
  assert_true(count(DALA_GESTURE_CRY) >= 60U);
  assert_in_range(count(DALA_GESTURE_FALL_OFF), 120U, 4U * 60U);
}

static void
test_rules_wolf_howls_on_long_notes(void** const state)
{
  (void)state;
  play_slow(DALA_STYLE_WOLF, 0.0f, "wolf");
  assert_true(count(DALA_GESTURE_HOWL) >= 60U);
  play_slow(DALA_STYLE_WOLF, 24.0f, "  high");
  assert_int_equal(count(DALA_GESTURE_HOWL), 0); // beyond a wolf's voice
}

static void
test_rules_swan_calls_where_swans_do(void** const state)
{
  (void)state;
  play_slow(DALA_STYLE_SWAN, 12.0f, "swan");
  assert_true(count(DALA_GESTURE_CALLS) >= 60U);
  assert_true(count(DALA_GESTURE_FLAGEOLET) >= 60U);
  play_slow(DALA_STYLE_SWAN, 0.0f, "  low");
  assert_int_equal(count(DALA_GESTURE_CALLS), 0);
  play_slow(DALA_STYLE_SWAN, 36.0f, "  high");
  assert_int_equal(count(DALA_GESTURE_FLAGEOLET), 0); // over 2 kHz
}

/// A note that runs into the next: it drifts by 0.7 semitones for so long
/// before it ends, and the next is first heard `off` semitones away. What comes
/// in its first 50 ms, and when.
static DalaGestureKind
dressed_as(const uint32_t style, const float from, const float to,
           const float drift_s, const float off, float* const into_s)
{
  DalaGestureKind  kind = DALA_GESTURE_NONE;
  DalaOrnamentWish wish = usual;
  wish.style            = style;
  wish.amount           = 1.0f;
  for (unsigned i = 0; i < 20U && kind == DALA_GESTURE_NONE; i++) {
    Player player = { 0 };
    n_notes       = 0U;
    for (unsigned k = 0; k <= i; k++) { // another performance
      put(from, 0.7f, 0.0f, true, 0.5f);
    }
    put(to, 0.5f, 0.0f, true, 0.5f);
    play_as(&wish, &player);
    player.now.note = from;
    tell(&player, &wish, 0U, DALA_PLAYED_LEGATO);
    hear(&player, &wish, 0U, 0.7f, from, true);
    for (float t = 0.0f; t < drift_s; t += DT) {
      hear(&player, &wish, 0U, DT, from + 0.7f * t / drift_s, true);
    }
    n_found         = 0U;
    player.now.note = to + off;
    tell(&player, &wish, 0U, DALA_PLAYED_LEGATO);
    hear(&player, &wish, 0U, 0.004f, to + off, true);
    hear(&player, &wish, 0U, 0.046f, to, true);
    kind    = n_found ? found[0].kind : DALA_GESTURE_NONE;
    *into_s = n_found ? found[0].into_s : 0.0f;
  }
  return kind;
}

static void
test_rules_no_leap_is_what_is_heard_for_a_moment(void** const state)
{
  (void)state;
  float into_s = 0.0f;
  // A step down whose first hops are a leap up, and a leap whose are none
  assert_int_equal(
    dressed_as(DALA_STYLE_LAMENT, 64.0f, 62.0f, 0.0f, 8.0f, &into_s), 0);
  assert_int_equal(
    dressed_as(DALA_STYLE_LYRICAL, 64.0f, 62.0f, 0.0f, 8.0f, &into_s), 0);
  for (int i = 0; i < 2; i++) {
    const float off = i ? -12.0f : 0.0f;
    assert_int_equal(
      dressed_as(DALA_STYLE_LYRICAL, 62.0f, 67.0f, 0.0f, off, &into_s),
      DALA_GESTURE_SLIDE_IN);
    assert_int_equal(
      dressed_as(DALA_STYLE_LAMENT, 62.0f, 67.0f, 0.0f, off, &into_s),
      DALA_GESTURE_CRY);
  }
  // Nor does it keep a grace from its note
  assert_int_equal(
    dressed_as(DALA_STYLE_ADAI, 62.0f, 62.0f, 0.0f, -7.0f, &into_s),
    DALA_GESTURE_UPPER_GRACE);
  check_at_most(into_s, 0.020);
}

static void
test_rules_a_leap_is_slid_into_but_for_the_players_own_slide(void** const state)
{
  (void)state;
  float into_s = 0.0f;
  // The ears are on their way to the next note for some hops
  assert_int_equal(
    dressed_as(DALA_STYLE_LYRICAL, 62.0f, 67.0f, 0.012f, 0.0f, &into_s),
    DALA_GESTURE_SLIDE_IN);
  assert_int_equal(
    dressed_as(DALA_STYLE_LYRICAL, 62.0f, 67.0f, 0.060f, 0.0f, &into_s), 0);
}

// ---------------------------------------------------------- what all share

static void
test_rules_amount_scales_how_often(void** const state)
{
  (void)state;
  size_t           before = 0U;
  DalaOrnamentWish wish   = usual;
  compose_slow(0.0f);
  for (unsigned i = 0; i <= 4U; i++) {
    wish.amount = 0.25f * (float)i;
    play(&wish);
    printf("%.0f %%: %zu\n", 100.0 * (double)wish.amount, n_found);
    assert_true(i ? n_found > before + 10U : n_found == 0U);
    before = n_found;
  }
}

static void
test_rules_the_same_performance_gets_the_same_ornaments(void** const state)
{
  (void)state;
  static Found before[MAX_FOUND];
  compose_slow(0.0f);
  play(&usual);
  const size_t n = n_found;
  memcpy(before, found, n * sizeof found[0]);
  play(&usual);
  assert_int_equal(n_found, n);
  for (size_t i = 0; i < n; i++) {
    assert_true(found[i].note == before[i].note &&
                found[i].kind == before[i].kind &&
                found[i].cents == before[i].cents);
  }
  notes[1].note += 1.0f; // another performance, others
  play(&usual);
  unsigned same = 0U;
  for (size_t i = 0; i < n && i < n_found; i++) {
    same += found[i].note == before[i].note ? 1U : 0U;
  }
  assert_true(same < n / 2U);
}

static void
test_rules_forced_kind_comes_once_on_each_long_note(void** const state)
{
  (void)state;
  DalaOrnamentWish wish = usual;
  wish.amount           = 0.1f;
  for (unsigned kind = 1; kind <= DALA_GESTURE_VIBRATO; kind++) {
    wish.forced = kind;
    n_notes     = 0U;
    for (unsigned i = 0; i < 50U; i++) {
      put(55.0f + (float)(i * 7U % 60U), 0.9f, 0.1f, false, -1.0f);
    }
    play(&wish);
    if (n_found != 50U) {
      print_error("kind %u: %zu on 50 notes\n", kind, n_found);
      fail();
    }
    for (size_t i = 0; i < n_found; i++) {
      assert_int_equal(found[i].kind, kind);
    }
  }
}

static void
test_rules_no_ornament_on_the_players_own(void** const state)
{
  (void)state;
  DalaOrnamentWish wish = usual;
  wish.amount           = 1.0f;
  for (unsigned kind = 0; kind <= DALA_GESTURE_VIBRATO; kind++) {
    wish.forced        = kind;
    wish.vibrato_cents = 30.0f;
    n_notes            = 0U;
    put(64.0f, 0.3f, 0.0f, false, -1.0f);
    for (unsigned i = 0; i < 80U; i++) { // a trill, 6 a second
      put(i % 2U ? 64.0f : 66.0f, 0.083f, 0.0f, true, -1.0f);
    }
    play(&wish);
    for (size_t i = 0; i < n_found; i++) {
      assert_true(found[i].note <= 1U); // until it is known for a trill
    }
  }
  // A vibrato of the player's own takes the place of ours
  Player player      = { 0 };
  player.vibrato     = 25.0f;
  wish.forced        = DALA_GESTURE_NONE;
  wish.style         = DALA_STYLE_WOLF;
  wish.vibrato_cents = 40.0f;
  n_notes            = 0U;
  put(62.0f, 4.0f, 0.5f, false, -1.0f);
  play_as(&wish, &player);
  for (size_t i = 0; i < n_found; i++) {
    assert_true(found[i].into_s == 0.0f);
  }
}

static void
test_rules_no_ornament_on_double_stops_or_noise(void** const state)
{
  (void)state;
  Player           player = { 0 };
  DalaOrnamentWish wish   = usual;
  wish.amount             = 1.0f;
  wish.vibrato_cents      = 30.0f;
  player.now.two_notes    = true;
  compose_slow(0.0f);
  play_as(&wish, &player);
  assert_int_equal(n_found, 0);
  // Noise that comes and goes, and never is a note
  TestRng rng = test_rng(3U);
  wish.forced = DALA_GESTURE_SLIDE_IN;
  n_found     = 0U;
  player      = (Player){ 0 };
  dala_ornament_rules_reset(&player.rules);
  for (unsigned i = 0; i < 100000U; i++) {
    DalaOrnament ornament;
    player.now.level = (float)test_rng_range(&rng, 1e-9, 1.0);
    player.now.loud  = 1.0f;
    n_found +=
      dala_ornament_rules_hear(&player.rules, DT, &player.now, &wish, &ornament)
        ? 1U
        : 0U;
  }
  assert_int_equal(n_found, 0);
}

static void
test_rules_double_stop_lost_for_a_moment_goes_on(void** const state)
{
  (void)state;
  Player           player = { 0 };
  DalaOrnamentWish wish   = usual;
  wish.amount             = 1.0f;
  wish.forced             = DALA_GESTURE_UPPER_GRACE;
  n_notes                 = 0U;
  n_found                 = 0U;
  put(62.0f, 0.5f, 0.5f, false, -1.0f);
  dala_ornament_rules_reset(&player.rules);
  player.now.loud = player.now.level = 0.01f;
  player.now.note                    = 62.0f;
  player.now.alone                   = true;
  player.now.two_notes               = true;
  hear(&player, &wish, 0U, 0.3f, 62.0f, true);
  player.now.two_notes = false;
  tell(&player, &wish, 0U, DALA_PLAYED_NOTE);
  hear(&player, &wish, 0U, 0.3f, 62.0f, true);
  assert_int_equal(n_found, 0);
  hear(&player, &wish, 0U, 0.5f, 62.0f, true);
  player.now.level = 0.01f;
  tell(&player, &wish, 0U, DALA_PLAYED_NOTE);
  assert_int_equal(n_found, 1);
}

/// Half a second of a note or a double stop, then a rest.
static void
play_before(Player* const player, const DalaOrnamentWish* const wish,
            const bool two, const float rest_s)
{
  dala_ornament_rules_reset(&player->rules);
  player->now.loud = player->now.level = 0.01f;
  player->now.note                     = 62.0f;
  player->now.two_notes                = two;
  tell(player, wish, 0U, DALA_PLAYED_NOTE);
  hear(player, wish, 0U, 0.5f, 62.0f, true);
  player->now.two_notes = false;
  player->now.note      = 0.0f;
  tell(player, wish, 0U, DALA_PLAYED_END);
  hear(player, wish, 0U, rest_s, 0.0f, false);
  player->now.level = 0.01f;
  n_found           = 0U;
}

/// Ornaments on a note, after a double stop or another note, that is known to
/// sound alone after so long; how far into it the last one came.
static size_t
count_alone_from(const bool two_before, const float from_s, const unsigned kind,
                 const bool asked, float* const into_s)
{
  Player           player = { 0 };
  DalaOrnament     ornament;
  DalaOrnamentWish wish = usual;
  wish.amount           = asked ? 0.0f : 1.0f;
  wish.forced           = kind;
  n_notes               = 0U;
  put(62.0f, 1.0f, 0.5f, false, -1.0f);
  play_before(&player, &usual, two_before, 1.0f);
  player.now.note = 62.0f;
  tell(&player, &wish, 0U, DALA_PLAYED_NOTE);
  if (asked &&
      dala_ornament_rules_now(&player.rules, &player.now, &wish, &ornament)) {
    found[n_found++].into_s = 0.0f;
  }
  hear(&player, &wish, 0U, from_s, 62.0f, true);
  *into_s = n_found ? found[n_found - 1U].into_s : 0.0f;
  if (n_found > 0U) {
    return n_found;
  }
  player.now.alone = true;
  hear(&player, &wish, 0U, 0.1f, 62.0f, true);
  *into_s = n_found ? from_s + found[n_found - 1U].into_s : 0.0f;
  return n_found;
}

static void
test_rules_after_double_stops_a_note_must_be_known_for_one(void** const state)
{
  (void)state;
  for (unsigned kind = 1; kind <= DALA_GESTURE_SHAKE; kind++) {
    if (kind == DALA_GESTURE_FALL_OFF) {
      continue; // has its own time
    }
    for (int asked = 0; asked < 2; asked++) {
      float into_s = 0.0f;
      assert_int_equal(count_alone_from(true, 0.06f, kind, asked, &into_s), 1);
      check_at_most(0.059, into_s);
      check_at_most(into_s, 0.062);
      assert_int_equal(count_alone_from(true, 0.16f, kind, asked, &into_s), 0);
      assert_int_equal(count_alone_from(false, 0.06f, kind, asked, &into_s), 1);
      check_at_most(into_s, 0.030);
    }
  }
  float into_s = 0.0f;
  assert_int_equal(
    count_alone_from(true, 0.5f, DALA_GESTURE_FLAGEOLET, false, &into_s), 1);
}

/// Slides that begin with a sound after a rest, after a note or a double stop.
static size_t
count_blind_slides(const bool two_before, const float rest_s)
{
  Player           player = { 0 };
  DalaOrnamentWish wish   = usual;
  wish.amount             = 1.0f;
  wish.forced             = DALA_GESTURE_SLIDE_IN;
  n_notes                 = 0U;
  put(62.0f, 0.5f, 0.0f, false, -1.0f);
  play_before(&player, &wish, two_before, rest_s);
  DalaOrnament ornament;
  return dala_ornament_rules_hear(&player.rules, DT, &player.now, &wish,
                                  &ornament)
           ? 1U
           : 0U;
}

static void
test_rules_no_blind_slide_after_double_stops(void** const state)
{
  (void)state;
  assert_int_equal(count_blind_slides(false, 1.0f), 1);
  assert_int_equal(count_blind_slides(true, 1.0f), 0);
  assert_int_equal(count_blind_slides(true, 11.0f), 1);
}

static void
test_rules_strokes_of_a_tremolo_have_no_graces(void** const state)
{
  (void)state;
  DalaOrnamentWish wish = usual;
  wish.amount           = 1.0f;
  wish.style            = DALA_STYLE_ADAI;
  n_notes               = 0U;
  for (unsigned i = 0; i < 100U; i++) {
    put(62.0f, 0.075f, 0.015f, false, -1.0f);
  }
  play(&wish);
  assert_int_equal(count(DALA_GESTURE_UPPER_GRACE), 0);
}

static void
test_rules_plucked_notes_do_not_fall(void** const state)
{
  (void)state;
  Player           player = { .plucks = true };
  DalaOrnamentWish wish   = usual;
  wish.amount             = 1.0f;
  wish.style              = DALA_STYLE_LAMENT;
  n_notes                 = 0U;
  for (unsigned i = 0; i < 50U; i++) {
    put(62.0f + (float)(i % 3U), 0.6f, 0.01f, false, -1.0f);
  }
  play_as(&wish, &player);
  assert_int_equal(count(DALA_GESTURE_FALL_OFF), 0);
  player = (Player){ 0 };
  for (unsigned i = 0; i < 50U; i++) {
    notes[i].rest_s = 0.5f;
  }
  play_as(&wish, &player); // bowed, they do
  assert_true(count(DALA_GESTURE_FALL_OFF) > 20U);
}

static void
test_rules_what_rings_on_is_no_repeated_note(void** const state)
{
  (void)state;
  for (unsigned faint = 0; faint < 2U; faint++) {
    Player           player = { 0 };
    DalaOrnamentWish wish   = usual;
    wish.amount             = 1.0f;
    wish.style              = DALA_STYLE_ADAI;
    n_notes                 = 0U;
    put(62.0f, 0.3f, 0.1f, false, 0.5f);
    play_as(&wish, &player);
    n_found           = 0U;
    notes[0].rest_s   = 0.0f; // no end to this one
    player.now.note   = 62.0f;
    player.now.beat   = 0.5f;
    player.now.level  = faint ? 0.0004f : 0.01f;
    const float level = player.now.level;
    tell(&player, &wish, 0U, DALA_PLAYED_NOTE);
    for (float t = 0.0f; t < 0.2f; t += DT) {
      DalaOrnament ornament;
      player.at_s += (double)DT;
      player.now.level = level;
      if (dala_ornament_rules_hear(&player.rules, DT, &player.now, &wish,
                                   &ornament)) {
        take(&player, 0U, t, &ornament);
      }
    }
    assert_int_equal(count(DALA_GESTURE_UPPER_GRACE), faint ? 0 : 1);
  }
}

static void
test_rules_one_now_when_the_player_asks(void** const state)
{
  (void)state;
  for (unsigned style = 0; style < DALA_N_STYLES; style++) {
    Player           player = { 0 };
    DalaOrnament     ornament;
    DalaOrnamentWish wish = usual;
    wish.style            = style;
    wish.amount           = 0.0f;
    dala_ornament_rules_reset(&player.rules);
    player.now.note  = 60.0f;
    player.now.level = 0.01f;
    player.now.alone = true;
    // Just before its note, which then gets it
    assert_false(
      dala_ornament_rules_now(&player.rules, &player.now, &wish, &ornament));
    assert_true(dala_ornament_rules_event(&player.rules, DALA_PLAYED_NOTE,
                                          &player.now, &wish, &ornament));
    assert_true(
      dala_ornament_rules_now(&player.rules, &player.now, &wish, &ornament));
    wish.forced = DALA_GESTURE_SHAKE;
    assert_true(
      dala_ornament_rules_now(&player.rules, &player.now, &wish, &ornament));
    assert_int_equal(ornament.kind, DALA_GESTURE_SHAKE);
    player.now.two_notes = true;
    assert_false(
      dala_ornament_rules_now(&player.rules, &player.now, &wish, &ornament));
  }
}

static void
test_rules_vibrato_comes_late_on_long_notes_alone(void** const state)
{
  (void)state;
  DalaOrnamentWish wish = usual;
  wish.amount           = 0.0f;
  wish.vibrato_cents    = 35.0f;
  n_notes               = 0U;
  for (unsigned i = 0; i < 60U; i++) {
    put(60.0f + (float)(i % 12U), i % 2U ? 0.2f : 0.8f, 0.1f, false, -1.0f);
  }
  play(&wish);
  assert_int_equal(n_found, 30U);
  for (size_t i = 0; i < n_found; i++) {
    assert_int_equal(found[i].note % 2U, 0U);
    assert_true(found[i].into_s >= 0.25f && found[i].into_s <= 0.41f);
    check_near(found[i].cents, 35.0, 0.01);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_rules_adai_graces_are_as_in_the_score),
    cmocka_unit_test(test_rules_graces_prefer_weak_eighths),
    cmocka_unit_test(test_rules_lyrical_ornaments_stand_in_their_places),
    cmocka_unit_test(test_rules_lament_cries_and_falls),
    cmocka_unit_test(test_rules_wolf_howls_on_long_notes),
    cmocka_unit_test(test_rules_swan_calls_where_swans_do),
    cmocka_unit_test(test_rules_no_leap_is_what_is_heard_for_a_moment),
    cmocka_unit_test(
      test_rules_a_leap_is_slid_into_but_for_the_players_own_slide),
    cmocka_unit_test(test_rules_amount_scales_how_often),
    cmocka_unit_test(test_rules_the_same_performance_gets_the_same_ornaments),
    cmocka_unit_test(test_rules_forced_kind_comes_once_on_each_long_note),
    cmocka_unit_test(test_rules_no_ornament_on_the_players_own),
    cmocka_unit_test(test_rules_no_ornament_on_double_stops_or_noise),
    cmocka_unit_test(test_rules_double_stop_lost_for_a_moment_goes_on),
    cmocka_unit_test(test_rules_strokes_of_a_tremolo_have_no_graces),
    cmocka_unit_test(test_rules_plucked_notes_do_not_fall),
    cmocka_unit_test(test_rules_what_rings_on_is_no_repeated_note),
    cmocka_unit_test(
      test_rules_after_double_stops_a_note_must_be_known_for_one),
    cmocka_unit_test(test_rules_no_blind_slide_after_double_stops),
    cmocka_unit_test(test_rules_one_now_when_the_player_asks),
    cmocka_unit_test(test_rules_vibrato_comes_late_on_long_notes_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
