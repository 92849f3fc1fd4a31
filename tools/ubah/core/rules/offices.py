"""Who may take a step: office, four eyes, letter, substitution."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule, Trait

OFFICE_NOT_HELD = Rule(
    "UB502",
    "office-not-held",
    Basis.SOP,
    traits=Trait.OFFICE,
    title=Label(
        "Tidak memegang jabatan yang diperlukan",
        "Does not hold the office that is needed",
    ),
    what=Label(
        "Pada hari langkah itu diambil, orangnya tidak memegang jabatan yang berwenang menurut roles.yaml.",
        "On the day of the step, the person did not hold the office that may take it, by roles.yaml.",
    ),
    why=Label(
        "SOP menetapkan pelaku setiap langkah: Pemohon, Pengelola Perubahan, atau Kepala LPSE.",
        "The SOP says who takes each step: requester, change manager or head.",
    ),
    mend=Label(
        "Mintalah pejabat yang disebut dalam petunjuk mengambil langkah itu. Jabatan baru dicatat di roles.yaml dan berlaku mulai penggabungan ke main berikutnya.",
        "Let one of the officers in the hint take the step. A new office is recorded in roles.yaml and counts from the next landing on main.",
    ),
)

FOUR_EYES = Rule(
    "UB503",
    "four-eyes",
    Basis.LOCAL,
    title=Label(
        "Pemisahan tugas dilanggar",
        "Four eyes is broken",
    ),
    what=Label(
        "Orang yang sama memegang dua peran yang tidak boleh dirangkap dalam perubahan ini, misalnya Pemohon dan penilai.",
        "The same person has two parts in this change that must not be joined, such as requester and evaluator.",
    ),
    why=Label(
        "Aturan alat: tidak seorang pun menilai, menyetujui, atau memeriksa pekerjaannya sendiri.",
        "A rule of the tool: nobody evaluates, approves or examines their own work.",
    ),
    mend=Label(
        "Mintalah pejabat lain yang disebut dalam petunjuk. Bila semuanya terhalang, pengganti bertindak dengan capacity: substitute.",
        "Let another officer from the hint act. Where all are barred, a substitute acts with capacity: substitute.",
    ),
)

ACTING_HEAD_LETTER = Rule(
    "UB504",
    "acting-head-letter",
    Basis.READING,
    traits=Trait.OFFICE,
    title=Label(
        "Plh./Plt. tanpa surat yang berlaku",
        "Acting head without a letter in force",
    ),
    what=Label(
        "Keputusan atas nama Kepala LPSE tidak menyebut kapasitas dan surat penunjukan, atau suratnya tidak mencakup hari itu.",
        "A decision for the head names no capacity and letter of appointment, or the letter does not cover that day.",
    ),
    why=Label(
        "Langkah 5 dan 10, kegiatan alternatif: bila Kepala LPSE berhalangan, pejabat yang ditunjuk dengan surat yang memutuskan.",
        "Steps 5 and 10, the alternative activity: where the head is absent, somebody appointed by letter decides.",
    ),
    mend=Label(
        "Tambahkan capacity: plh (atau plt) dan appointment: nomor surat dari roles.yaml. Tanpa penunjukan, perubahan menunggu.",
        "Add capacity: plh (or plt) and appointment: the letter's number in roles.yaml. With nobody appointed, the change waits.",
    ),
)

SUBSTITUTE_NOT_CALLED_FOR = Rule(
    "UB505",
    "substitute-not-called-for",
    Basis.LOCAL,
    traits=Trait.OFFICE,
    title=Label(
        "Pengganti tidak berwenang",
        "The substitute may not act",
    ),
    what=Label(
        "Langkah ini tidak mengenal pengganti, penggantinya bukan pejabat yang ditentukan, atau masih ada pejabat yang tidak terhalang.",
        "The step has no substitute, the substitute is not the officer who would be, or an officer who is not barred may still act.",
    ),
    why=Label(
        "Aturan alat: penggantian hanya berlaku bila pemisahan tugas menghalangi semua pejabat yang ada.",
        "A rule of the tool: substitution holds only where four eyes bars every officer that there is.",
    ),
    mend=Label(
        "Hapus capacity: substitute dan mintalah pejabat yang disebut mengambil langkah itu.",
        "Leave out capacity: substitute and let the officer who is named take the step.",
    ),
)
