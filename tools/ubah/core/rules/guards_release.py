"""What is demanded of a release and of what it does to assets."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule

SCHEDULE_FITS_TEST = Rule(
    "UB426",
    "schedule-fits-test",
    Basis.READING,
    title=Label(
        "Jadwal rilis tidak sesuai hasil uji",
        "The release schedule does not fit the test",
    ),
    what=Label(
        "Perubahan yang lulus uji memuat window atau already_live; yang di-rollback hanya memuat nil_reason.",
        "A tested change has a window or already_live; one that was rolled back has nil_reason only.",
    ),
    why=Label(
        "Langkah 11: jadwal rilis disusun untuk yang akan dirilis; tanpa rilis, alasannya dicatat.",
        "Step 11: the release schedule is made for what will be released; without a release, the reason is recorded.",
    ),
    mend=Label(
        "Isi tepat satu dari window, already_live, atau nil_reason sesuai hasil ujinya.",
        "Fill in exactly one of window, already_live or nil_reason, as the test came out.",
    ),
)

WINDOW_IN_ORDER = Rule(
    "UB427",
    "window-in-order",
    Basis.READING,
    title=Label(
        "Waktu jadwal rilis tidak berurutan",
        "The times of the release are not in order",
    ),
    what=Label(
        "Jadwal rilis berakhir sebelum dimulai, atau yang sudah berjalan bertanggal di depan.",
        "The release window ends before it starts, or what is live already is dated ahead.",
    ),
    why=Label(
        "Langkah 11: jadwal rilis memberi tahu pengguna kapan layanan terganggu.",
        "Step 11: the release schedule tells users when the service is disturbed.",
    ),
    mend=Label(
        "Betulkan start dan end, atau isi window untuk rilis yang akan datang.",
        "Mend start and end, or give a window for a release that is to come.",
    ),
)

WINDOW_STANDS = Rule(
    "UB428",
    "window-stands",
    Basis.LOCAL,
    title=Label(
        "Tidak ada jadwal rilis yang dapat diubah",
        "There is no release window to move",
    ),
    what=Label(
        "reschedule hanya mungkin bila ada jadwal rilis yang berlaku.",
        "reschedule is possible only where a release window stands.",
    ),
    why=Label(
        "Aturan alat: perubahan jadwal menyebut jadwal mana yang digantikannya.",
        "A rule of the tool: a new schedule replaces one that stands.",
    ),
    mend=Label(
        "Lanjutkan ke langkah 12: ubah advance RFC {settles_assets} atau {declares_assets}",
        "Go on to step 12: ubah advance RFC {settles_assets} or {declares_assets}",
    ),
)

RELEASE_OUTCOME = Rule(
    "UB429",
    "release-outcome",
    Basis.READING,
    title=Label(
        "Hasil rilis tidak sesuai jadwalnya",
        "The release outcome does not fit the schedule",
    ),
    what=Label(
        "Hasil rilis belum dinyatakan, dinyatakan dua kali dengan isi berbeda, atau tidak sesuai dengan langkah 11.",
        "The outcome of the release is missing, stated twice and differently, or does not fit step 11.",
    ),
    why=Label(
        "Langkah 11 dan 12: sebelum RFC ditutup, rilisnya sudah terjadi, dibatalkan, atau memang tidak ada.",
        "Steps 11 and 12: before an RFC is closed, its release has happened, was cancelled, or there was none.",
    ),
    mend=Label(
        "Isi evidence.release: released dengan at, cancelled dengan reason, atau none bila langkah 11 mencatat nil_reason.",
        "Fill in evidence.release: released with at, cancelled with reason, or none if step 11 recorded nil_reason.",
    ),
)

ASSET_DECLARED_ONCE = Rule(
    "UB430",
    "asset-declared-once",
    Basis.LOCAL,
    title=Label(
        "Aset dinyatakan dua kali",
        "An asset is declared twice",
    ),
    what=Label(
        "Aset yang sama tercantum dua kali dalam satu pernyataan perubahan aset.",
        "The same asset stands twice in one declaration of asset changes.",
    ),
    why=Label(
        "Aturan alat: setiap aset berubah tepat seperti satu pernyataan.",
        "A rule of the tool: each asset changes exactly as one declaration says.",
    ),
    mend=Label(
        "Gabungkan kedua baris itu.",
        "Make one line of the two.",
    ),
)
