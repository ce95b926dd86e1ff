-- The requests that wrk sends, and the report that it prints.
-- Arguments: the number of the turn; a file with the paths to post comments to, none for GET requests.

local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("id", threads)
end

local paths, turn, count = nil, 0, 0

function init(args)
    turn = tonumber(args[1])
    math.randomseed(os.time() * 1000 + turn * 10 + id)
    if args[2] then
        paths = {}
        for path in io.lines(args[2]) do paths[#paths + 1] = path end
        request = post
    end
end

-- 25 random words: no text is similar to another one.
local function text()
    local words = {}
    for word = 1, 25 do
        local letters = {}
        for letter = 1, math.random(3, 9) do letters[letter] = string.char(math.random(97, 122)) end
        words[word] = table.concat(letters)
    end
    return table.concat(words, " ")
end

function post()
    count = count + 1
    local author = string.format("%d-%d-%d-%d", os.time(), turn, id, count)
    local body = string.format(
        '{"author":{"name":"Reader %s","email":"reader-%s@example.org"},"body":"%s."}',
        author, author, text()
    )
    local path = paths[math.random(#paths)]
    return wrk.format("POST", path, { ["Content-Type"] = "application/json" }, body)
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"requests":%d,"seconds":%f,"errors":%d,"p50":%f,"p99":%f}\n',
        summary.requests, summary.duration / 1e6,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000
    ))
end
