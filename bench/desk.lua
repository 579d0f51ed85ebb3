-- What readers ask of the desk, for wrk: addresses in turn, every fifth one that nobody asked before.
-- usage: wrk … -s bench/desk.lua URL -- WARM COLD THINK
-- WARM, COLD: files of addresses, a line each; THINK: milliseconds between an answer and the next request.

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local function lines(path)
  local found = {}
  for line in io.lines(path) do found[#found + 1] = line end
  return found
end

function init(args)
  warm, cold, think = lines(args[1]), lines(args[2]), tonumber(args[3])
  math.randomseed(number + 1)
  asked, fresh = 0, number  -- threads share the cold ones: each takes every second, and so on
end

function delay()
  if think == 0 then return 0 end
  return math.random(math.floor(think / 2), math.floor(think * 3 / 2))
end

function request()
  asked = asked + 1
  if asked % 5 == 0 then
    fresh = fresh + 2
    return wrk.format("GET", cold[(fresh - 1) % #cold + 1])
  end
  return wrk.format("GET", warm[math.random(#warm)])
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    "\nRESULT {\"requests\": %d, \"seconds\": %.3f, \"median\": %.3f, \"p90\": %.3f, \"p99\": %.3f, \"most\": %.3f, " ..
    "\"errors\": %d, \"bytes\": %d}\n",
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(90) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout, summary.bytes))
end
