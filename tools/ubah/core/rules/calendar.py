"""The release calendar."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule

RELEASE_IN_A_FREEZE = Rule(
    "UB801",
    "release-in-a-freeze",
    Basis.LOCAL,
    title=Label(
        "Rilis dijadwalkan pada masa pembekuan",
        "A release is planned in a freeze",
    ),
    what=Label(
        "Jadwal rilis bertumpang tindih dengan masa pembekuan perubahan yang ditetapkan kantor dalam office.yaml.",
        "The release window overlaps a freeze that the office has set in office.yaml.",
    ),
    why=Label(
        "Aturan alat: pada masa pembekuan hanya perubahan mendesak yang sebaiknya dirilis, dan pemeriksa ingin melihatnya.",
        "A rule of the tool: in a freeze only emergencies should be released, and auditors want to see which.",
    ),
    mend=Label(
        "Ubah jadwalnya: ubah advance RFC {moves_release}; bila perubahan mendesak, cukup sebutkan alasannya dalam pemberitahuan.",
        "Move the window: ubah advance RFC {moves_release}; for an emergency it is enough to give the reason in the notice.",
    ),
)

RELEASED_IN_A_FREEZE = Rule(
    "UB802",
    "released-in-a-freeze",
    Basis.LOCAL,
    title=Label(
        "Rilis dilakukan pada masa pembekuan",
        "A release was made in a freeze",
    ),
    what=Label(
        "Waktu rilis yang dicatat berada di dalam masa pembekuan perubahan.",
        "The time of release that was recorded lies inside a freeze.",
    ),
    why=Label(
        "Aturan alat: pelanggaran masa pembekuan harus tampak pada kalender rilis dan halaman audit.",
        "A rule of the tool: whatever was released in a freeze has to show in the calendar and on the audit page.",
    ),
    mend=Label(
        "Tidak ada yang perlu diperbaiki; tetapkan jadwal di luar masa pembekuan lain kali.",
        "Nothing has to be mended; choose a window outside the freeze next time.",
    ),
)

RELEASE_WINDOWS_CLASH = Rule(
    "UB803",
    "release-windows-clash",
    Basis.LOCAL,
    title=Label(
        "Jadwal rilis berbenturan",
        "Release windows clash",
    ),
    what=Label(
        "Dua rilis yang tidak bernama sama dijadwalkan pada waktu yang sama atas aset yang sama, yang disebut keduanya sebagai aset terdampak; aset yang hanya bergantung padanya tidak dihitung.",
        "Two releases that do not bear the same name are planned for the same time on the same asset, one that both name as affected; an asset that merely depends on it does not count.",
    ),
    why=Label(
        "Aturan alat: bila dua perubahan dirilis bersamaan pada satu aset, penyebab gangguan sulit ditemukan dan rollback saling menghapus.",
        "A rule of the tool: where two changes go live together on one asset, it is hard to tell which broke it, and a roll-back undoes both.",
    ),
    mend=Label(
        "Ubah salah satu jadwal: ubah advance RFC {moves_release}; atau beri keduanya nama rilis yang sama.",
        "Move one of the windows: ubah advance RFC {moves_release}; or give both the same release name.",
    ),
)
