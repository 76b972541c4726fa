"""A small corridor pack on disk, whole and valid unless a test says otherwise."""

from __future__ import annotations

from pathlib import Path

# ruff: noqa: E501

PACK = {
    "pack.toml": """key = "tj-ru"
version = "1"
origin = "tj"
destination = "ru"
name = { en = "Tajikistan to Russia", ru = "Таджикистан — Россия", tg = "Тоҷикистон – Русия" }
""",
    "sides.csv": """key,role,country,name_en,name_ru,name_tg,adjective_en,adjective_ru,adjective_tg,capital_en,capital_ru,capital_tg,time_zone
tj,origin,TJ,Tajikistan,Таджикистан,Тоҷикистон,Tajik,таджикский,тоҷикӣ,Dushanbe,Душанбе,Душанбе,Asia/Dushanbe
ru,destination,RU,Russia,Россия,Русия,Russian,российский,русӣ,Moscow,Москва,Маскав,Europe/Moscow
""",
    "posts.csv": """key,side,kind,iata,icao,unlocode,name_en,name_ru,name_tg,source
dushanbe,tj,airport,DYU,UTDD,TJDYU,Dushanbe airport,Аэропорт Душанбе,Фурудгоҳи Душанбе,
moscow-a,ru,airport,AAA,,,Airport A,Аэропорт А,Фурудгоҳи А,
""",
    "codes.csv": """list,key,label_en,label_ru,label_tg,short_en,short_ru,short_tg,valid_from,valid_to,source,note_en,note_ru,note_tg
unit,people,people,человек,нафар,,,,,,,,,
unit,usd-bn,billion US dollars,миллиардов долларов США,миллиард доллари ИМА,bn USD,млрд долл.,млрд долл.,,,,,,
ground,old,old ground,старое основание,асоси кӯҳна,,,,2020-01-01,2025-01-01,law,,,
ground,old,new ground,новое основание,асоси нав,,,,2025-01-01,,law,,,
""",
    "rules.csv": """key,name_en,name_ru,name_tg,value,unit,valid_from,valid_to,status,act,source,note_en,note_ru,note_tg
stay,Stay without a patent,Срок без патента,Мӯҳлати бе патент,90,days,2015-01-01,2025-02-05,established,An act,law,,,
stay,Stay without a patent,Срок без патента,Мӯҳлати бе патент,90,days a year,2025-02-05,,established,An act,law,,,
reply,Days to reply,Дней на ответ,Рӯзҳо барои ҷавоб,,,,,not-established,,,,,
""",
    "calendars/tj.csv": """date,name_en,name_ru,name_tg,kind,source
2025-03-21,Navruz,Навруз,Наврӯз,holiday,
2025-03-22,Working Saturday,Рабочая суббота,Шанбеи корӣ,moved-working-day,
""",
}


def write_pack(folder: Path, **changed: str) -> Path:
    """The pack's files in `folder`; a keyword such as `codes` replaces the whole text of `codes.csv`."""
    for name, text in PACK.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.pop(path.stem, text), encoding="utf-8")
    for name in changed:
        raise ValueError(f"The pack has no file {name}.")
    return folder


def with_line(name: str, line: str) -> str:
    """The text of one of the pack's files with a line added at its end."""
    return PACK[name] + line + "\n"
