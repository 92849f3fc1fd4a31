"""The content of a file, against the office's schemas and settings."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule

SCHEMA = Rule(
    "UB201",
    "schema",
    Basis.FORMAT,
    title=Label(
        "Isi tidak sesuai skema",
        "The content does not fit the schema",
    ),
    what=Label(
        "Sebuah kolom hilang, tidak dikenal, atau isinya bukan seperti yang ditentukan skema.",
        "A field is missing, unknown, or does not hold what the schema says.",
    ),
    why=Label(
        "Formulir permintaan perubahan dan daftar aset menuntut kolom yang lengkap; skema adalah formulir itu dalam bentuk data.",
        "The request form and the asset register ask for complete fields; the schema is that form as data.",
    ),
    mend=Label(
        "Perbaiki kolom yang disebut. Editor yang mengenal yaml-language-server menunjukkan kolom yang mungkin.",
        "Mend the field that is named. An editor that knows yaml-language-server shows which fields there are.",
    ),
)

AUTHORITY_UNUSABLE = Rule(
    "UB202",
    "authority-unusable",
    Basis.LOCAL,
    title=Label(
        "Berkas wewenang tidak dapat dipakai",
        "The authority files cannot be used",
    ),
    what=Label(
        "roles.yaml, office.yaml, sop.yaml, atau salah satu skema hilang, rusak, atau saling bertentangan.",
        "roles.yaml, office.yaml, sop.yaml or one of the schemas is missing, broken or contradicts the others.",
    ),
    why=Label(
        "Aturan alat: tanpa berkas ini tidak diketahui siapa yang berwenang dan langkah apa yang sah.",
        "A rule of the tool: without these files nobody knows who may act and which steps are legal.",
    ),
    mend=Label(
        "Kembalikan versi terakhir yang baik: git checkout main -- BERKAS, lalu ulangi perubahannya dengan benar.",
        "Put the last good version back: git checkout main -- FILE, then make the change again, rightly.",
    ),
)

ENTRY_SCHEMA = Rule(
    "UB203",
    "entry-schema",
    Basis.FORMAT,
    title=Label(
        "Butir riwayat atau data dukungnya tidak lengkap",
        "A journal entry or its evidence is not complete",
    ),
    what=Label(
        "Tindakannya tidak dikenal, atau data dukung yang harus menyertai langkah itu hilang atau salah bentuk.",
        "The action is unknown, or the evidence that the step must carry is missing or has the wrong form.",
    ),
    why=Label(
        "SOP menuntut data dukung pada setiap langkah: alasan, hasil evaluasi, hasil uji, laporan, dan seterusnya.",
        "The SOP asks for evidence with every step: reasons, the assessment, test results, the report and so on.",
    ),
    mend=Label(
        "Lengkapi kolom yang disebut di evidence. ubah advance menanyakan semua yang diperlukan.",
        "Fill in the field that is named under evidence. ubah advance asks for all that is needed.",
    ),
)

ROLES_CONTRADICTION = Rule(
    "UB204",
    "roles-contradiction",
    Basis.LOCAL,
    title=Label(
        "roles.yaml bertentangan dengan dirinya sendiri",
        "roles.yaml contradicts itself",
    ),
    what=Label(
        "Sebuah baris menyebut orang yang tidak ada, berakhir sebelum dimulai, memuat kunci yang bukan kunci OpenSSH, atau tercantum dua kali.",
        "A line names somebody who is not there, ends before it begins, holds a key that is no OpenSSH key, or stands there twice.",
    ),
    why=Label(
        "Aturan alat: wewenang setiap langkah dibaca dari berkas ini, sehingga isinya harus pasti.",
        "A rule of the tool: the authority for every step is read from this file, so it has to be certain.",
    ),
    mend=Label(
        "Perbaiki baris yang disebut. Kunci publik ditempel utuh dari berkas .pub yang ditulis ssh-keygen.",
        "Mend the line that is named. Paste a public key whole from the .pub file that ssh-keygen wrote.",
    ),
)

SCHEMA_BEHIND_SOP = Rule(
    "UB205",
    "schema-behind-sop",
    Basis.FORMAT,
    title=Label(
        "change.schema.json tidak sama dengan sop.yaml",
        "change.schema.json does not say what sop.yaml says",
    ),
    what=Label(
        "Bagian skema yang diturunkan dari sop.yaml tidak mutakhir.",
        "The parts of the schema that follow from sop.yaml are not up to date.",
    ),
    why=Label(
        "Aturan alat: editor membantu mengisi berkas RFC menurut skema ini; skema yang tertinggal akan menyesatkan.",
        "A rule of the tool: editors help to fill in records by this schema; one that lags behind misleads people.",
    ),
    mend=Label(
        "Ketik: ubah schemas, lalu komit hasilnya bersama sop.yaml.",
        "Type: ubah schemas, then commit the result together with sop.yaml.",
    ),
)

FORM_UNREADABLE = Rule(
    "UB206",
    "form-unreadable",
    Basis.FORMAT,
    title=Label(
        "Formulir tidak dapat dibaca",
        "A form cannot be read",
    ),
    what=Label(
        "Isian formulir tidak lengkap, salah bentuk, atau susunannya bukan susunan formulir kantor ini.",
        "What was filled into a form is incomplete, has the wrong form, or is not laid out as the office's form is.",
    ),
    why=Label(
        "Aturan alat: isi formulir menjadi butir riwayat yang tidak dapat diubah lagi, sehingga harus terbaca dengan satu arti saja.",
        "A rule of the tool: what a form says becomes a journal entry for good, so it must have one meaning only.",
    ),
    mend=Label(
        "Sunting isian pada kolom yang disebut, atau isi formulirnya sekali lagi dari awal.",
        "Edit what stands in the field that is named, or fill in the form anew.",
    ),
)

SOP_EMERGENCY_UNDECIDED = Rule(
    "UB207",
    "sop-emergency-undecided",
    Basis.SOP,
    title=Label(
        "Perubahan mendesak tanpa keputusan Kepala LPSE",
        "An emergency without the head's decision",
    ),
    what=Label(
        "sop.yaml memuat jalan yang melaksanakan perubahan mendesak tanpa keputusan Kepala LPSE sesudah escalate yang terakhir.",
        "sop.yaml has a path that carries out an emergency without the head's decision after the last escalate.",
    ),
    why=Label(
        "Langkah 5 SOP: perubahan mendesak menunggu keputusan Kepala LPSE atau penggantinya.",
        "Step 5 of the SOP: an emergency waits for the decision of the head or of whoever acts for the head.",
    ),
    mend=Label(
        "Biarkan hanya {approves}, atau {refuses} dengan not_emergency lalu {classifies_normal}, yang melanjutkan; keduanya keputusan Kepala LPSE, Plh., Plt., atau atasannya.",
        "Let only {approves}, or {refuses} with not_emergency and then {classifies_normal}, lead on; both are decisions of the head, an acting head or the superior.",
    ),
)

SOP_REFUSAL_BYPASSED = Rule(
    "UB208",
    "sop-refusal-bypassed",
    Basis.LOCAL,
    title=Label(
        "Penolakan Kepala LPSE dapat dilewati",
        "The head's refusal can be passed by",
    ),
    what=Label(
        "sop.yaml memuat jalan yang melanjutkan perubahan yang dinyatakan tidak layak tanpa keputusan baru Kepala LPSE.",
        "sop.yaml has a path on which a change found not feasible goes on without a new decision of the head.",
    ),
    why=Label(
        "Langkah 5 SOP: yang ditolak Kepala LPSE kembali dievaluasi, bukan dilaksanakan sebagai perubahan normal.",
        "Step 5 of the SOP: what the head refuses is evaluated again, not carried out as a normal change.",
    ),
    mend=Label(
        "Pasang not_after_not_feasible pada {classifies_normal} dan pada tindakan lain yang sama akibatnya.",
        "Put not_after_not_feasible on {classifies_normal}, and on other actions with the same effect.",
    ),
)

SOP_DEAD_END = Rule(
    "UB209",
    "sop-dead-end",
    Basis.SOP,
    title=Label(
        "Perubahan dapat terhenti di tengah jalan",
        "A change can get stuck",
    ),
    what=Label(
        "Dari suatu status tidak ada jalan menuju akhir, atau tidak ada jalan sama sekali menuju implemented.",
        "From some state no path leads to an end, or no path at all leads to implemented.",
    ),
    why=Label(
        "Langkah 14 SOP: setiap permintaan berakhir, juga yang gagal, ditunda, atau ditinggalkan.",
        "Step 14 of the SOP: every request comes to an end, also one that failed, was put off or abandoned.",
    ),
    mend=Label(
        "Tambahkan tindakan yang dapat diambil di status itu, atau tandai status itu sebagai final: true.",
        "Add an action that can be taken in that state, or mark it with final: true.",
    ),
)

JUDGE_FAILED = Rule(
    "UB215",
    "judge-failed",
    Basis.LOCAL,
    title=Label(
        "Alat ini sendiri gagal memeriksa",
        "The tool itself failed",
    ),
    what=Label(
        "Alat ini tersandung pada sebuah berkas karena kesalahannya sendiri, sehingga berkas itu belum diperiksa.",
        "The tool stumbled over a file by a fault of its own, so the file has not been judged.",
    ),
    why=Label(
        "Aturan alat: yang tidak dapat diperiksa tidak dinyatakan sesuai.",
        "A rule of the tool: what cannot be judged is not passed.",
    ),
    mend=Label(
        "Laporkan kepada pembuat alat beserta keluaran perintah yang sama dengan UBAH_DEBUG=1 di depannya. Berkas itu sendiri mungkin tidak salah.",
        "Report it to the makers of the tool, with what the same command prints with UBAH_DEBUG=1 before it. The file itself may be right.",
    ),
)
