# Varnish 7 in place of nginx's own cache: nginx (TLS, limits) -> Varnish on port 6081 -> the nodes.
# Goes to /etc/varnish/default.vcl. Change the nodes and who may purge. In nginx's local.conf name
# 127.0.0.1:6081 as the only server, and in site.conf take out "proxy_cache pages;".
vcl 4.1;

import directors;
import std;

probe alive {
    .request =
        "GET /healthz HTTP/1.1"
        "Host: 127.0.0.1"
        "X-Forwarded-Proto: https"
        "Connection: close";
    .interval = 2s;
    .timeout = 2s;
    .window = 4;
    .threshold = 2;
    .initial = 2;
}
backend first {
    .host = "127.0.0.1";
    .port = "8001";
    .probe = alive;
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 15s;
}
backend second {
    .host = "127.0.0.1";
    .port = "8002";
    .probe = alive;
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 15s;
}

# This machine, and the other machines that run the site.
acl may_purge {
    "127.0.0.1";
    "::1";
}

sub vcl_init {
    new nodes = directors.round_robin();
    nodes.add_backend(first);
    nodes.add_backend(second);
}

sub vcl_recv {
    set req.backend_hint = nodes.backend();
    # While a node answers, a page may be this much older than s-maxage says, and only while a new
    # one is made.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 30s;
    }

    # PURGE forgets one page; BAN all whose path and query match a pattern: BAN /topics/.*
    if (req.method == "PURGE" || req.method == "BAN") {
        # What came through nginx has two addresses here, whatever the reader has sent.
        if (client.ip !~ may_purge || req.http.X-Forwarded-For ~ ",") {
            return (synth(403));
        }
        if (req.method == "PURGE") {
            return (purge);
        }
        if (std.ban("obj.http.X-Host == " + req.http.host + " && obj.http.X-Url ~ ^" + req.url)) {
            return (synth(200, "Banned"));
        }
        return (synth(400, std.ban_error()));
    }
    if (req.method !~ "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$") {
        return (synth(405));
    }

    # One copy of each page: the site packs it, Varnish unpacks it for the few that cannot.
    if (req.http.Accept-Encoding) {
        set req.http.Accept-Encoding = "gzip";
    }
    # Whoever is logged in, and whoever is to be shown a message, gets pages of their own. Other
    # cookies go on to the site; what depends on one says so by Vary, and is kept for it alone.
    if (req.url ~ "^/admin/" || req.http.Cookie ~ "(^|;\s*)((__Host-)?sessionid|messages|just_wrote)=") {
        return (pass);
    }
    if (req.method == "GET" || req.method == "HEAD") {
        return (hash);
    }
    return (pass);
}

sub vcl_hash {
    hash_data(req.url);
    hash_data(req.http.host);
    return (lookup);
}

sub vcl_backend_response {
    set beresp.http.X-Url = bereq.url;
    set beresp.http.X-Host = bereq.http.host;
    # The site says by s-maxage how long a page is kept; what says nothing is not.
    if (beresp.http.Cache-Control !~ "max-?age=" || beresp.ttl <= 0s || beresp.http.Set-Cookie) {
        set beresp.ttl = 0s;
        set beresp.grace = 0s;
        set beresp.uncacheable = true;
        return (deliver);
    }
    # While no node answers, an old page is better than none.
    set beresp.grace = 6h;
}

sub vcl_backend_error {
    if (bereq.method == "GET" && bereq.retries == 0) {
        return (retry);
    }
}

sub vcl_backend_fetch {
    # The other node, if the first one has failed.
    if (bereq.retries > 0) {
        set bereq.backend = nodes.backend();
    }
}

sub vcl_deliver {
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    } else {
        set resp.http.X-Cache = "MISS";
    }
    unset resp.http.X-Url;
    unset resp.http.X-Host;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}
