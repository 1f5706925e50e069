-- Run by Ardour's own Lua interpreter, without a display, on its Dummy engine:
--   session.lua make  DIR RATE CHANNELS FRAMES URI "Label=value;..." [PRESET]
--     a new session with one track, the plugin on it, the preset with this
--     label loaded and its controls set, saved; then the mono files 1.wav (and
--     2.wav), one per channel, are placed at the start of that track (they are
--     to be copied to
--     DIR/interchange/<last part of DIR>/audiofiles)
--   session.lua check DIR RATE CHANNELS FRAMES URI "Label=value;..."
--     the session loaded again: is the plugin there, do its controls hold?
-- The last line printed is "done" when all went well.

io.stdout:setvbuf("line") -- Ardour may crash when it is stopped
local step, dir, rate, channels, frames, uri, controls, preset =
  table.unpack(arg)
local name = dir:match("[^/]+$")

local backend = AudioEngine:set_backend("None (Dummy)", "", "")
backend:set_device_name("Silence")
backend:set_sample_rate(tonumber(rate))
backend:set_buffer_size(1024)

local function fail(...)
  print("session.lua:", ...)
  close_session()
  error("stopped", 0)
end

-- Tracks that outlive their session in Lua's hands crash Ardour at the end.
local function close()
  collectgarbage()
  close_session()
end

-- The automation control of the input that has this label.
local function find_control(insert, label)
  local plugin = insert:plugin(0)
  for i = 0, plugin:parameter_count() - 1 do
    if plugin:parameter_is_control(i) and plugin:parameter_is_input(i)
      and plugin:parameter_label(i) == label then
      local what = Evoral.Parameter(ARDOUR.AutomationType.PluginAutomation, 0, i)
      return insert:to_automatable():automation_control(what, true)
    end
  end
  fail("the plugin has no input called", label)
end

local function each_control(insert, visit)
  for label, value in string.gmatch(controls, "([^=;]+)=([^;]+)") do
    visit(find_control(insert, label), tonumber(value), label)
  end
end

-- Ardour 7.3 imports a file only from its editor window, so what an import
-- leaves behind is written into the saved session: one source per channel, one
-- region that plays them from the start, and the range to be exported.
-- Positions are in audio superclock ticks, 282240000 a second.
local function place_file()
  local path = dir .. "/" .. name .. ".ardour"
  local file = assert(io.open(path))
  local text = file:read("a")
  file:close()

  local length = math.tointeger(282240000 // tonumber(rate) * tonumber(frames))
  local sources, parts = {}, {}
  for c = 0, channels - 1 do
    local id = 700000 + c
    sources[#sources + 1] = string.format(
      '<Source name="%d.wav" origin="%d.wav" type="audio" id="%d" channel="0"'
        .. ' flags="" take-id="" natural-position="a0" gain="1"/>',
      c + 1, c + 1, id)
    parts[#parts + 1] = string.format(
      'source-%d="%d" master-source-%d="%d"', c, id, c, id)
  end
  local region = string.format(
    '<Region name="in" type="audio" id="700100" channels="%d" %s start="a0"'
      .. ' length="a%d@a0" sync-position="a0" ancestral-start="a0"'
      .. ' ancestral-length="a0@a0" stretch="1" shift="1" opaque="1" muted="0"'
      .. ' locked="0" position-locked="0" automatic="0" whole-file="0"'
      .. ' import="0" external="0" hidden="0" layering-index="0"'
      .. ' scale-amplitude="1" fade-in-active="0" fade-out-active="0"'
      .. ' default-fade-in="0" default-fade-out="0" envelope-active="0"'
      .. ' first-edit="nothing"/>', channels, table.concat(parts, " "), length)
  local range = string.format(
    '<Location id="700200" name="session" start="a0" end="a%d"'
      .. ' flags="IsSessionRange" locked="0" cue="0" timestamp="0"/>', length)

  local function put(pattern, replacement)
    local count
    text, count = text:gsub(pattern, replacement, 1)
    if count ~= 1 then
      fail("the saved session has no", pattern)
    end
  end
  put("<Sources/>", "<Sources>" .. table.concat(sources) .. "</Sources>")
  put("<Locations/>", "<Locations>" .. range .. "</Locations>")
  put('(<Playlist [^>]*name="violin"[^>]*)/>', "%1>" .. region .. "</Playlist>")
  put('id%-counter="%d+"', 'id-counter="700300"')

  file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
end

local function load_preset(plugin)
  local record = plugin:preset_by_label(preset)
  if not record or not plugin:load_preset(record) then
    fail("Ardour does not load the preset", preset)
  end
end

local function add_track(session)
  local tracks = session:new_audio_track(tonumber(channels), 2, nil, 1,
    "violin", ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
  for track in tracks:iter() do
    local processor = ARDOUR.LuaAPI.new_plugin(session, uri,
      ARDOUR.PluginType.LV2, "")
    if processor:isnil() then
      fail("Ardour knows no plugin", uri)
    end
    if track:add_processor_by_index(processor, 0, nil, true) ~= 0 then
      fail("Ardour does not insert", uri, "on", channels, "channels")
    end
    if preset then
      load_preset(processor:to_insert():plugin(0))
    end
    each_control(processor:to_insert(), function(control, value)
      control:set_value(value, PBD.GroupControlDisposition.NoGroup)
    end)
  end
end

local function make()
  local session = create_session(dir, name, tonumber(rate))
  if not session then
    fail("no session was made")
  end
  add_track(session)
  session:save_state("")
  close()
  place_file()
end

local function check_tracks(session)
  for track in session:get_tracks():iter() do
    local processor = track:nth_plugin(0)
    if processor:isnil() or processor:to_insert():plugin(0):unique_id() ~= uri then
      fail("the plugin is not in the loaded session")
    end
    each_control(processor:to_insert(), function(control, value, label)
      -- Ardour keeps a control as float
      if math.abs(control:get_value() - value) > 1e-6 * math.abs(value) then
        fail(label, "was saved as", value, "and is", control:get_value())
      end
    end)
    print("latency", processor:to_insert():signal_latency())
  end
end

local function check()
  local session = load_session(dir, name)
  if not session then
    fail("the saved session does not load")
  end
  check_tracks(session)
  close()
end

if step == "make" then
  make()
else
  check()
end
print("done")
quit()
