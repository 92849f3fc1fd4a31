"""The steps of the SOP: what leads where."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule

ILLEGAL_TRANSITION = Rule(
    "UB401",
    "illegal-transition",
    Basis.SOP,
    title=Label(
        "Langkah tidak sah dalam status ini",
        "The step is not legal in this state",
    ),
    what=Label(
        "Langkah yang dicatat tidak boleh diambil dari status RFC saat itu.",
        "The step that is recorded may not be taken from the state that the RFC was in.",
    ),
    why=Label(
        "Urutan keempat belas langkah SOP menentukan langkah mana yang boleh mengikuti langkah mana.",
        "The order of the SOP's fourteen steps says which step may follow which.",
    ),
    mend=Label(
        "Lihat langkah yang sah dan siapa yang berwenang: ubah show RFC. Hapus butir yang salah dari cabang, lalu catat yang benar: ubah advance RFC TINDAKAN",
        "See which steps are legal and who may take them: ubah show RFC. Take the wrong entry out of the branch, then record the right one: ubah advance RFC ACTION",
    ),
)

STATUS_IS_JOURNAL = Rule(
    "UB402",
    "status-is-journal",
    Basis.FORMAT,
    title=Label(
        "Status tidak sama dengan riwayat",
        "The status is not what the journal says",
    ),
    what=Label(
        "Baris status menyebut keadaan yang lain dari keadaan yang dicapai riwayat.",
        "The status line names another state than the one that the journal leads to.",
    ),
    why=Label(
        "Aturan alat: status hanyalah ringkasan riwayat; bila berbeda, pembaca disesatkan.",
        "A rule of the tool: the status only sums up the journal; where the two differ, readers are misled.",
    ),
    mend=Label(
        "Tulis status yang disebut dalam petunjuk. ubah advance melakukannya sendiri.",
        "Write the status that the hint names. ubah advance does so by itself.",
    ),
)
