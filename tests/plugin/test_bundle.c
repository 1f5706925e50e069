#include "tests/support/check.h"
#include "tests/support/lv2/preset.h"

#include <lilv/lilv.h>
#include <lv2/core/lv2.h>
#include <lv2/port-props/port-props.h>
#include <lv2/units/units.h>

#include <string.h>

static const char* const uris[]    = { DALA_URI_MONO, DALA_URI_STEREO };
static const uint32_t    n_ports[] = { DALA_N_PORTS_MONO, DALA_N_PORTS };
static LilvWorld*        world;

static const char* const unit_uris[] = {
  [DALA_UNIT_NONE]    = NULL,
  [DALA_UNIT_DB]      = LV2_UNITS__db,
  [DALA_UNIT_HZ]      = LV2_UNITS__hz,
  [DALA_UNIT_CENT]    = LV2_UNITS__cent,
  [DALA_UNIT_PERCENT] = LV2_UNITS__pc,
  [DALA_UNIT_SECOND]  = LV2_UNITS__s,
  [DALA_UNIT_BPM]     = LV2_UNITS__bpm,
  [DALA_UNIT_OCTAVE]  = LV2_UNITS__oct,
  [DALA_UNIT_FRAME]   = LV2_UNITS__frame,
};

static int
open_world(void** const state)
{
  (void)state;
  world = test_world();
  return 0;
}

static int
close_world(void** const state)
{
  (void)state;
  lilv_world_free(world);
  return 0;
}

static const LilvPlugin*
plugin_at(const uint32_t which)
{
  LilvNode* const         uri = lilv_new_uri(world, uris[which]);
  const LilvPlugin* const plugin =
    lilv_plugins_get_by_uri(lilv_world_get_all_plugins(world), uri);
  lilv_node_free(uri);
  assert_non_null(plugin);
  return plugin;
}

/// The one object of (port, predicate, ?), or "" if there is none.
static const char*
text_of(const LilvPlugin* const plugin, const LilvPort* const port,
        const char* const predicate)
{
  static char     text[1024];
  LilvNode* const key  = lilv_new_uri(world, predicate);
  LilvNode* const node = lilv_port_get(plugin, port, key);
  snprintf(text, sizeof text, "%s", node ? lilv_node_as_string(node) : "");
  lilv_node_free(node);
  lilv_node_free(key);
  return text;
}

static bool
has(const LilvPlugin* const plugin, const LilvPort* const port,
    const char* const property)
{
  LilvNode* const key = lilv_new_uri(world, property);
  const bool      yes = lilv_port_has_property(plugin, port, key);
  lilv_node_free(key);
  return yes;
}

static bool
is_a(const LilvPlugin* const plugin, const LilvPort* const port,
     const char* const class_uri)
{
  LilvNode* const key = lilv_new_uri(world, class_uri);
  const bool      yes = lilv_port_is_a(plugin, port, key);
  lilv_node_free(key);
  return yes;
}

typedef void (*Check)(const LilvPlugin*, const LilvPort*, uint32_t);

/// Run a check on every port of both plugins.
static void
for_each_port(const Check check)
{
  for (uint32_t which = 0; which < 2U; which++) {
    const LilvPlugin* const plugin = plugin_at(which);
    assert_int_equal(lilv_plugin_get_num_ports(plugin), n_ports[which]);
    for (uint32_t i = 0; i < n_ports[which]; i++) {
      const LilvPort* const port = lilv_plugin_get_port_by_index(plugin, i);
      assert_non_null(port);
      check(plugin, port, i);
    }
  }
}

static void
check_names(const LilvPlugin* const plugin, const LilvPort* const port,
            const uint32_t i)
{
  const DalaPortInfo* const info = &dala_ports[i];
  LilvNode* const           name = lilv_port_get_name(plugin, port);
  assert_string_equal(lilv_node_as_string(lilv_port_get_symbol(plugin, port)),
                      info->symbol);
  assert_string_equal(lilv_node_as_string(name), info->name);
  assert_string_equal(text_of(plugin, port, LV2_CORE_PREFIX "shortName"),
                      info->short_name);
  assert_int_equal(strncmp(text_of(plugin, port, LILV_NS_RDFS "comment"),
                           info->doc, strlen(info->doc)),
                   0);
  lilv_node_free(name);
}

static void
check_kind(const LilvPlugin* const plugin, const LilvPort* const port,
           const uint32_t i)
{
  const DalaPortKind kind = dala_ports[i].kind;
  const bool input = kind == DALA_KIND_AUDIO_IN || kind == DALA_KIND_ATOM_IN ||
                     kind == DALA_KIND_PARAM;
  const bool audio = kind == DALA_KIND_AUDIO_IN || kind == DALA_KIND_AUDIO_OUT;
  const bool atom  = kind == DALA_KIND_ATOM_IN || kind == DALA_KIND_ATOM_OUT;
  assert_int_equal(is_a(plugin, port, LV2_CORE__InputPort), input);
  assert_int_equal(is_a(plugin, port, LV2_CORE__OutputPort), !input);
  assert_int_equal(is_a(plugin, port, LV2_CORE__AudioPort), audio);
  assert_int_equal(is_a(plugin, port, LV2_ATOM__AtomPort), atom);
  assert_int_equal(is_a(plugin, port, LV2_CORE__ControlPort), !audio && !atom);
  assert_int_equal(has(plugin, port, LV2_CORE__connectionOptional), atom);
}

static void
check_values(const LilvPlugin* const plugin, const LilvPort* const port,
             const uint32_t i)
{
  const DalaPortInfo* const info = &dala_ports[i];
  LilvNode*                 standard;
  LilvNode*                 minimum;
  LilvNode*                 maximum;
  if (info->kind != DALA_KIND_PARAM && info->kind != DALA_KIND_OUTPUT) {
    return;
  }
  lilv_port_get_range(plugin, port, &standard, &minimum, &maximum);
  check_near(lilv_node_as_float(standard), info->standard, 1e-6);
  check_near(lilv_node_as_float(minimum), info->minimum, 1e-6);
  check_near(lilv_node_as_float(maximum), info->maximum, 1e-6);
  lilv_node_free(standard);
  lilv_node_free(minimum);
  lilv_node_free(maximum);
  const char* const unit = unit_uris[info->unit];
  assert_string_equal(text_of(plugin, port, LV2_UNITS__unit), unit ? unit : "");
}

static void
check_properties(const LilvPlugin* const plugin, const LilvPort* const port,
                 const uint32_t i)
{
  const unsigned f     = dala_ports[i].flags;
  const bool     whole = f & (DALA_FLAG_INT | DALA_FLAG_ENUM);
  assert_int_equal(has(plugin, port, LV2_CORE__toggled),
                   !!(f & DALA_FLAG_TOGGLE));
  assert_int_equal(has(plugin, port, LV2_CORE__integer), whole);
  assert_int_equal(has(plugin, port, LV2_CORE__enumeration),
                   !!(f & DALA_FLAG_ENUM));
  assert_int_equal(has(plugin, port, LV2_PORT_PROPS__trigger),
                   !!(f & DALA_FLAG_TRIGGER));
  assert_int_equal(has(plugin, port, LV2_PORT_PROPS__logarithmic),
                   !!(f & DALA_FLAG_LOG));
  assert_int_equal(has(plugin, port, LV2_CORE__reportsLatency),
                   !!(f & DALA_FLAG_LATENCY));
  const char* const role = text_of(plugin, port, LV2_CORE__designation);
  assert_int_equal(!strcmp(role, LV2_CORE__enabled), !!(f & DALA_FLAG_ENABLED));
  assert_int_equal(!strcmp(role, LV2_CORE__latency), !!(f & DALA_FLAG_LATENCY));
  assert_int_equal(!strcmp(role, LV2_CORE__control), i == DALA_PORT_CONTROL);
}

static const char*
label_in_table(const uint32_t port, const double value)
{
  for (size_t i = 0; i < dala_n_scale_points; i++) {
    if (dala_scale_points[i].port == port &&
        dala_scale_points[i].value == value) {
      return dala_scale_points[i].label;
    }
  }
  return "";
}

static void
check_points(const LilvPlugin* const plugin, const LilvPort* const port,
             const uint32_t i)
{
  LilvScalePoints* const points = lilv_port_get_scale_points(plugin, port);
  size_t                 want   = 0U;
  for (size_t k = 0; k < dala_n_scale_points; k++) {
    want += dala_scale_points[k].port == i;
  }
  assert_int_equal(points ? lilv_scale_points_size(points) : 0U, want);
  LILV_FOREACH(scale_points, k, points)
  {
    const LilvScalePoint* const point = lilv_scale_points_get(points, k);
    assert_string_equal(
      lilv_node_as_string(lilv_scale_point_get_label(point)),
      label_in_table(i, lilv_node_as_float(lilv_scale_point_get_value(point))));
  }
  lilv_scale_points_free(points);
}

static void
test_bundle_ports_are_those_of_the_table(void** const state)
{
  (void)state;
  for_each_port(check_names);
  for_each_port(check_kind);
  for_each_port(check_values);
  for_each_port(check_properties);
  for_each_port(check_points);
}

static void
test_bundle_requires_nothing_of_a_host(void** const state)
{
  (void)state;
  for (uint32_t which = 0; which < 2U; which++) {
    LilvNodes* const needs =
      lilv_plugin_get_required_features(plugin_at(which));
    assert_int_equal(lilv_nodes_size(needs), 0U);
    lilv_nodes_free(needs);
    assert_true(lilv_plugin_verify(plugin_at(which)));
    assert_true(lilv_plugin_has_latency(plugin_at(which)));
    assert_int_equal(lilv_plugin_get_latency_port_index(plugin_at(which)),
                     DALA_PORT_LATENCY);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_bundle_ports_are_those_of_the_table),
    cmocka_unit_test(test_bundle_requires_nothing_of_a_host),
  };
  return cmocka_run_group_tests(tests, open_world, close_world);
}
