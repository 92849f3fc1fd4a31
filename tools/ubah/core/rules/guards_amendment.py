"""What is demanded of revisions, withdrawals and corrections."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule

REVISION_REVISES = Rule(
    "UB431",
    "revision-revises",
    Basis.LOCAL,
    title=Label(
        "Perbaikan tanpa perubahan",
        "A revision that revises nothing",
    ),
    what=Label(
        "Butir revise dicatat, tetapi permintaannya sama seperti sebelumnya.",
        "The entry says revise, but the request is the same as before.",
    ),
    why=Label(
        "Aturan alat: perbaikan yang tidak mengubah apa pun hanya memutar kembali proses.",
        "A rule of the tool: a revision that changes nothing would only turn the process back.",
    ),
    mend=Label(
        "Ubah bagian request, atau hapus butir revise dari cabang.",
        "Change the request part, or take the entry out of the branch.",
    ),
)

WITHDRAWAL_NOTIFIED = Rule(
    "UB432",
    "withdrawal-notified",
    Basis.LOCAL,
    title=Label(
        "Penarikan tanpa pemberitahuan",
        "A withdrawal without notice",
    ),
    what=Label(
        "Pengelola Perubahan menarik permintaan orang lain tanpa mencatat pemberitahuan kepada Pemohon.",
        "A change manager withdraws somebody's request without recording that the requester was told.",
    ),
    why=Label(
        "Aturan alat, menurut langkah 3: Pemohon mengetahui nasib permintaannya.",
        "A rule of the tool, after step 3: requesters learn what became of their request.",
    ),
    mend=Label(
        "Tambahkan evidence.notified_at dan evidence.notified_via.",
        "Add evidence.notified_at and evidence.notified_via.",
    ),
)

WITHDRAWAL_BEFORE_WORK = Rule(
    "UB433",
    "withdrawal-before-work",
    Basis.LOCAL,
    title=Label(
        "Ditarik setelah pelaksanaan dimulai",
        "Withdrawn after the work had begun",
    ),
    what=Label(
        "Perubahan yang siap dilaksanakan hanya dapat ditarik bila dinyatakan belum dimulai, atau bila ada RFC susulan yang mencatat pelaksanaannya.",
        "An authorised change can be withdrawn only if it is stated that work has not started, or if a retrospective RFC records the work.",
    ),
    why=Label(
        "Aturan alat: pekerjaan yang sudah terjadi tidak dapat dihilangkan dengan menarik permintaannya.",
        "A rule of the tool: work that has happened cannot be made unhappen by withdrawing its request.",
    ),
    mend=Label(
        "Tambahkan evidence.not_started: true, atau evidence.retrospective_rfc dengan nomor RFC susulannya.",
        "Add evidence.not_started: true, or evidence.retrospective_rfc with the number of that RFC.",
    ),
)

CORRECTION_OF_WORDS = Rule(
    "UB434",
    "correction-of-words",
    Basis.LOCAL,
    title=Label(
        "Ralat menyentuh keputusan",
        "A correction touches a decision",
    ),
    what=Label(
        "Ralat menyebut kolom yang tidak dapat diralat, nilai lama yang tidak tepat, atau tidak mengubah apa pun.",
        "The correction names a field that cannot be corrected, an old value that does not stand there, or changes nothing.",
    ),
    why=Label(
        "Aturan alat: ralat membetulkan kata-kata; keputusan, pelaku, waktu, dan hasil tidak pernah diralat.",
        "A rule of the tool: a correction mends words; decisions, actors, times and outcomes are never corrected.",
    ),
    mend=Label(
        "Sebutkan entry, field, was persis seperti tertulis, dan is. Keputusan yang keliru diluruskan dengan langkah SOP yang sah.",
        "Name entry, field, was exactly as it stands, and is. A wrong decision is put right by a legal step of the SOP.",
    ),
)
