#include "web/status_page.h"

namespace pgmedic {
namespace {

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1c2430;--soft:#5b6675;--line:#dfe3e8;--link:#1f5fbf;
--ok:#1a7f4b;--okbg:#e2f4ea;--bad:#b3261e;--badbg:#fbe6e4;--warn:#8a5a00;--warnbg:#fdf1d8;--mute:#5b6675;--mutebg:#eceff2}
@media (prefers-color-scheme:dark){:root{--bg:#12161b;--card:#1a2027;--ink:#e4e8ed;--soft:#98a3b0;--line:#2c353f;--link:#82b1ff;
--ok:#6fd39b;--okbg:#173526;--bad:#ff9a92;--badbg:#451d1b;--warn:#f0c069;--warnbg:#40300f;--mute:#98a3b0;--mutebg:#262e37}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:72rem;margin:0 auto;padding:0 1rem}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1rem;padding-top:1.1rem}
h1{font-size:1.3rem;margin:0}
h1 small{font-weight:400;color:var(--soft);font-size:.85rem}
h2{font-size:1.15rem;margin:0;display:flex;flex-wrap:wrap;align-items:center;gap:.5rem}
h3{font-size:.8rem;margin:1.2rem 0 .35rem;color:var(--soft);font-weight:600}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin-left:auto}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem;margin:1rem 0}
p{margin:.35rem 0}.soft{color:var(--soft)}
.badge{display:inline-block;border-radius:4px;padding:.05rem .45rem;font-size:.8rem;font-weight:600;white-space:nowrap}
.ok{color:var(--ok);background:var(--okbg)}.bad{color:var(--bad);background:var(--badbg)}
.warn{color:var(--warn);background:var(--warnbg)}.mute{color:var(--mute);background:var(--mutebg)}
.notice{border-radius:6px;padding:.45rem .7rem;margin:.7rem 0 0}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.6rem 1.2rem;margin:.9rem 0 0}
.wide{grid-column:span 2}.full{grid-column:1/-1}
dt{color:var(--soft);font-size:.8rem}dd{margin:0}
ul{margin:.2rem 0;padding:0;list-style:none}li{margin:.2rem 0}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
th{text-align:left;color:var(--soft);font-size:.8rem;font-weight:600;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line)}
td{padding:.35rem .6rem .35rem 0;border-top:1px solid var(--line);vertical-align:top}
tbody tr:first-child td{border-top:0}
.num{text-align:right;white-space:nowrap}
tr.more>td{border-top:0;padding-top:0;color:var(--soft)}
tr.more>td>p{margin:0 0 .25rem}
tr.rest td{color:var(--soft)}
th:last-child,td:last-child{padding-right:0}
.where{padding-left:.9rem}
tr.more details{font-size:.9em}
details summary{cursor:pointer;color:var(--link)}
details table{margin:.3rem 0 .6rem}
h4{font-size:1rem;margin:0;display:flex;flex-wrap:wrap;align-items:center;gap:.5rem}h4 small{font-weight:400;color:var(--soft)}
.finding{border-left:4px solid var(--line);padding:.1rem 0 .1rem .8rem;margin:.7rem 0}
.badline{border-color:var(--bad)}.warnline{border-color:var(--warn)}
.health li{margin:.35rem 0}.health details{margin:.35rem 0}
footer{color:var(--soft);padding-bottom:2rem;font-size:.85rem}
@media (max-width:44rem){
nav{margin-left:0}
dl{grid-template-columns:1fr 1fr}.wide,.full{grid-column:1/-1}
thead{display:none}
table,tbody{display:block}
tr{display:flex;flex-wrap:wrap;gap:.1rem .9rem;border-top:1px solid var(--line);padding:.5rem 0}
tbody tr:first-child,tr.more{border-top:0}tr.more{padding-top:0}
td,.num{border:0;padding:0;text-align:left;flex:none;max-width:100%}
td::before{content:attr(data-l) " ";color:var(--soft);font-size:.85em}
td:empty{display:none}
td:first-child{flex:1 0 calc(100% - 9rem);min-width:0;max-width:calc(100% - 9rem)}
td:nth-child(2){flex:0 0 8rem;text-align:right}
tr.more>td{flex:1 0 100%;max-width:100%}
td:first-child::before,td:nth-child(2)::before{content:none}
.where{padding-left:0}
}
)css";

}  // namespace

std::string_view status_page_style() {
  return kStyle;
}

}  // namespace pgmedic
