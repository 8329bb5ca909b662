-- Readers come from many addresses, as the limits of the servers expect. They ask for the paths after
-- the address by turns, for that of the address itself if there are none.
local requests, turn = {}, 0

function init(args)
  for number = 0, 4095 do
    wrk.headers["X-Forwarded-For"] = string.format("10.%d.%d.9", math.floor(number / 256), number % 256)
    requests[number + 1] = wrk.format("GET", #args > 0 and args[number % #args + 1] or nil)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

-- Prints what wrk counted as one line of JSON.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "bytes": %d, "p50": %d, "p99": %d, "longest": %d, "failed": %d}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99), latency.max,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
