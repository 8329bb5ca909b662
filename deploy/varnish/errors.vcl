# The page for what no node answers, where no copy is left either: that of nginx (nginx/errors.conf),
# with the headers of nginx/headers.conf. A test holds them to be the same.

sub say_in_english {
    set bereq.http.X-Language = "en";
    set bereq.http.X-Home = "/";
    set bereq.http.X-Says = "Something went wrong on our side";
    set bereq.http.X-Advice = "The page could not be made. Please try again in a few minutes; nothing you wrote elsewhere on this site is lost.";
    set bereq.http.X-Sent = "<p>What you have just sent may not have arrived. Please send it again a little later; no comment appears twice for that.</p>";
    set bereq.http.X-Way-On = "Go to the home page";
}

sub say_in_german {
    set bereq.http.X-Language = "de";
    set bereq.http.X-Home = "/de/";
    set bereq.http.X-Says = "Bei uns ist etwas schiefgegangen";
    set bereq.http.X-Advice = "Die Seite konnte nicht erstellt werden. Bitte versuchen Sie es in ein paar Minuten wieder; was Sie anderswo auf dieser Website geschrieben haben, ist nicht verloren.";
    set bereq.http.X-Sent = "<p>Was Sie gerade gesendet haben, ist vielleicht nicht angekommen. Bitte senden Sie es etwas später noch einmal; dadurch erscheint kein Kommentar doppelt.</p>";
    set bereq.http.X-Way-On = "Zur Startseite";
}

sub say_in_welsh {
    set bereq.http.X-Language = "cy";
    set bereq.http.X-Home = "/cy/";
    set bereq.http.X-Says = "Aeth rhywbeth o’i le ar ein hochr ni";
    set bereq.http.X-Advice = "Nid oedd modd creu’r dudalen. Rhowch gynnig arall arni ymhen ychydig funudau; nid oes dim a ysgrifennoch mewn mannau eraill ar y wefan hon wedi’i golli.";
    set bereq.http.X-Sent = "<p>Efallai nad yw’r hyn yr ydych newydd ei anfon wedi cyrraedd. Anfonwch ef eto ychydig yn ddiweddarach; ni fydd unrhyw sylw yn ymddangos ddwywaith oherwydd hynny.</p>";
    set bereq.http.X-Way-On = "Mynd i’r hafan";
}

sub error_page {
    call say_in_english;
    if (bereq.url ~ "^/de(/|$)") {
        call say_in_german;
    } elseif (bereq.url ~ "^/cy(/|$)") {
        call say_in_welsh;
    }
    if (bereq.method != "POST") {
        set bereq.http.X-Sent = "";
    }
    set beresp.http.Content-Type = "text/html; charset=utf-8";
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Retry-After = "60";
    set beresp.http.Strict-Transport-Security = "max-age=31536000; includeSubDomains; preload";
    set beresp.http.X-Content-Type-Options = "nosniff";
    set beresp.http.Referrer-Policy = "strict-origin-when-cross-origin";
    set beresp.http.Cross-Origin-Opener-Policy = "same-origin";
    set beresp.http.Cross-Origin-Resource-Policy = "same-origin";
    set beresp.http.Content-Security-Policy = "default-src 'none'; style-src 'sha256-cbpHntQJYWm1Ut6r4YlrMZTSl27bCY6e7neVep5bzAA='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    set beresp.http.Permissions-Policy = {"accelerometer=(), autoplay=(self "https://www.youtube-nocookie.com" "https://player.vimeo.com"), camera=(), display-capture=(), encrypted-media=(self "https://www.youtube-nocookie.com" "https://player.vimeo.com"), fullscreen=(self "https://www.youtube-nocookie.com" "https://player.vimeo.com"), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(self "https://www.youtube-nocookie.com" "https://player.vimeo.com"), publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"};
    synthetic({"<!DOCTYPE html>
<html lang=""} + bereq.http.X-Language + {"">
<head>
<meta charset="utf-8">
<title>"} + bereq.http.X-Says + {" – Ask Our Experts</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<style>
:root { color-scheme: light dark; --ink: light-dark(#16323a, #e8efee); --paper: light-dark(#fffdf9, #10201f); --line: light-dark(#d9d0c1, #34504f); --brand: light-dark(#0b5d66, #7fd0cd); --accent: light-dark(#e2725b, #ee8b76); --serif: Charter, "Bitstream Charter", Georgia, "Noto Serif", serif; }
* { box-sizing: border-box; }
body { background: var(--paper); color: var(--ink); font: clamp(1.0625rem, 1rem + 0.25vw, 1.125rem)/1.65 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; margin: 0; overflow-wrap: break-word; }
header { border-block-end: 1px solid var(--line); }
header, main { padding: 0.7rem max(1.2rem, (100% - 67.6rem) / 2); }
main { padding-block: 2rem; }
h1, .brand { font-family: var(--serif); font-weight: 700; line-height: 1.2; }
h1 { font-size: clamp(1.8rem, 1.3rem + 2.4vw, 2.7rem); letter-spacing: -0.01em; margin: 0 0 0.7rem; }
p { margin: 0 0 1.2rem; max-inline-size: 42rem; }
.brand { align-items: center; color: var(--brand); display: inline-flex; font-size: 1.2rem; gap: 0.7rem; text-decoration: none; }
.brand span { color: var(--ink); }
.button { background: var(--brand); border-radius: 0.5rem; color: var(--paper); display: inline-block; font-weight: 600; padding: 0.6rem 1.1rem; text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
</style>
</head>
<body>
<header><a class="brand" href=""} + bereq.http.X-Home + {""><svg aria-hidden="true" viewBox="0 0 32 32" fill="none" width="36" height="36"><path d="M6 2H20A5 5 0 0 1 25 7V8.6H16.6A6.6 6.6 0 0 0 10 15.2V19.6L6.7 22.6A1 1 0 0 1 5 21.9V18.9A5 5 0 0 1 1 14V7A5 5 0 0 1 6 2Z" fill="currentColor"/><path d="M16.6 11H26.4A4.6 4.6 0 0 1 31 15.6V20.4A4.6 4.6 0 0 1 28 24.7V28.8A1 1 0 0 1 26.3 29.5L21.4 25H16.6A4.6 4.6 0 0 1 12 20.4V15.6A4.6 4.6 0 0 1 16.6 11Z" fill="var(--accent)"/></svg><span>Ask Our Experts</span></a></header>
<main>
<h1>"} + bereq.http.X-Says + {"</h1>
<p>"} + bereq.http.X-Advice + {"</p>
"} + bereq.http.X-Sent + {"
<p><a class="button" href=""} + bereq.http.X-Home + {"">"} + bereq.http.X-Way-On + {"</a></p>
</main>
</body>
</html>
"});
}
